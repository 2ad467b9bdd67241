package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.stream.Keys;
import java.time.Duration;

/** What happens when a token is followed no longer: a last row, and its hot keys go. */
final class Endings {
  /** Frames that were on their way when it ended come later than this at most. */
  private static final long LATE_MILLIS = 5_000;

  private static final String REMEMBERED_MILLIS = Long.toString(Duration.ofHours(24).toMillis());

  private Endings() {}

  /** Holds when a token ended, so that a late frame does not bring its keys back. */
  static String key(String tokenId) {
    return "ended:" + tokenId;
  }

  static void end(TokenState token, Header header, Step step) {
    if (token.ended) {
      return;
    }
    BookKeeper.advance(token, header);
    Batches.settle(token, step);
    Jumps.noteBeforeGap(token, null, step);
    Gaps.close(token, step);
    Jumps.end(token, step);
    if (token.hasBook) {
      step.quote(Metrics.quote(token));
      step.book(Metrics.snapshot(token));
    }
    token.ended = true;
    token.endedAt = header.receivedAt().toEpochMilli();
    token.hasBook = false;
    step.also(
        "DEL",
        Keys.quote(token.tokenId),
        Keys.bids(token.tokenId),
        Keys.asks(token.tokenId),
        Keys.vwap(token.tokenId));
    step.also("SREM", StateStore.openGaps(step.partition), token.tokenId);
    step.also("SREM", Jumps.waiting(step.partition), token.tokenId);
    step.also("SET", key(token.tokenId), Long.toString(token.endedAt), "PX", REMEMBERED_MILLIS);
  }

  /** Keeps a change that was on its way when the token ended. */
  static void late(TokenState token, PriceChange event, Step step) {
    long received = event.header().receivedAt().toEpochMilli();
    // Its rows' time is known no longer when another process saw the end.
    token.eventTime = Math.max(token.eventTime, Math.max(token.endedAt, received));
    ChangeRows.notApplied(token, event, step);
  }

  /** Whether an event shows that an ended token is followed again: a whole book, well after. */
  static boolean isRevived(TokenState token, Header header) {
    return token.endedAt != 0 && header.receivedAt().toEpochMilli() - token.endedAt > LATE_MILLIS;
  }

  /** The state of a token that is followed again. */
  static TokenState revived(TokenState token, Step step) {
    var fresh = new TokenState(token.tokenId);
    fresh.conditionId = token.conditionId;
    fresh.marketId = token.marketId;
    fresh.eventTime = token.eventTime;
    step.also("DEL", key(token.tokenId));
    Jumps.revive(token, fresh, step);
    return fresh;
  }
}
