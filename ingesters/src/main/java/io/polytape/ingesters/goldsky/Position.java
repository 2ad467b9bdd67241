package io.polytape.ingesters.goldsky;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Watermark;
import io.polytape.common.worker.TransientException;
import java.time.Duration;

/**
 * Where the walk stands.
 *
 * @param published the watermark
 * @param stored the watermark as it lies in Redis; empty before the first page
 * @param walked how far this walk has come; before {@code published} while the tail is read again
 * @param query how it goes on
 * @param rememberedSince second from which on the ids of all published fills are remembered, so
 *     that reading them again doubles nothing; -1 for none
 */
record Position(
    FillCursor published, String stored, FillCursor walked, FillQuery query, long rememberedSince) {

  /** The position that a process before this one left behind. */
  static Position read(Redis redis, long start) throws TransientException {
    String stored = Watermark.read(redis, FillDecoder.SOURCE).cursor();
    FillCursor published = stored.isEmpty() ? FillCursor.before(start) : FillCursor.parse(stored);
    var oldest =
        redis.run(
            "watermark", client -> client.zrangeWithScores(Keys.recent(FillDecoder.SOURCE), 0, 0));
    // Of the oldest second some ids may never have been remembered.
    long since = oldest.isEmpty() ? -1 : (long) oldest.getFirst().getScore() + 1;
    return new Position(published, stored, published, FillQuery.after(published), since);
  }

  /** Whether what comes after the step has been published already. */
  boolean isBehind(FillWalk.Step step) {
    return step.cursor().compareTo(published) < 0;
  }

  /** Whether the step has anything to write. */
  boolean moves(FillWalk.Step step) {
    return !step.rows().isEmpty() || step.cursor().compareTo(published) > 0;
  }

  /** The position once a step is published, or found to have nothing to write. */
  Position after(FillWalk.Step step, boolean remembered) {
    if (!moves(step)) {
      return new Position(published, stored, step.cursor(), step.next(), rememberedSince);
    }
    FillCursor now = published.later(step.cursor());
    long since = remembered ? rememberedSince : -1;
    if (remembered && since < 0) {
      since = walked.id().isEmpty() ? walked.timestamp() : walked.timestamp() + 1;
    }
    return new Position(now, now.toString(), step.cursor(), step.next(), since);
  }

  /** The position from which the tail is read again. */
  Position again(Duration overlap) {
    long from = Math.max(published.timestamp() - overlap.toSeconds(), rememberedSince);
    FillCursor back =
        rememberedSince < 0 || from > published.timestamp() ? published : FillCursor.before(from);
    return new Position(published, stored, back, FillQuery.after(back), rememberedSince);
  }
}
