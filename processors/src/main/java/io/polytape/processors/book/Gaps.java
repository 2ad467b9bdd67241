package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Quality;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/** Begins and ends the gaps of tokens: the rows, the quality, and when the book is fetched. */
final class Gaps {
  /** Lets the rest of a batch of frames arrive. */
  private static final long FETCH_AFTER_MILLIS = 100;

  /** The socket brings its books by itself when it is back. */
  private static final long FETCH_AFTER_FEED_MILLIS = 3_000;

  private static final int MOST_DETAIL = 300;
  private static final int ID_BYTES = 16;

  private Gaps() {}

  /** Whether after such a gap a book by REST says nothing of what the socket will bring. */
  static boolean isOfFeed(GapReason reason) {
    return switch (reason) {
      case DISCONNECT, SILENCE, TOKEN_SILENT, RESTART -> true;
      case OVERFLOW,
          BAD_FRAME,
          OUT_OF_ORDER,
          MISMATCH,
          CROSSED,
          BAD_LEVEL,
          TICK_SIZE,
          AUDIT,
          UNEXPLAINED ->
          false;
    };
  }

  /** A gap that we found ourselves: it began when the book was last known to be right. */
  static void open(TokenState token, Step step, GapReason reason, String detail) {
    boolean tradesToo = reason == GapReason.MISMATCH || reason == GapReason.AUDIT;
    long from = token.checkedAt == 0 ? step.nowMillis : token.checkedAt;
    open(token, step, reason, Instant.ofEpochMilli(from), tradesToo, detail, false);
  }

  /**
   * Opens a gap. While one is open, a further reason changes it only when it makes it wider.
   *
   * @param from when the record was last known to be whole
   */
  static void open(
      TokenState token,
      Step step,
      GapReason reason,
      Instant from,
      boolean tradesToo,
      String detail,
      boolean needsSocket) {
    Instant now = Instant.ofEpochMilli(step.nowMillis);
    Instant start = (from.isAfter(now) ? now : from).truncatedTo(ChronoUnit.MILLIS);
    OpenGap before = token.gap;
    boolean trades = tradesToo || (before != null && before.tradesToo());
    boolean socket = needsSocket || (before != null && before.needsSocket());
    if (before != null && !start.isBefore(before.startedAt())) {
      token.gap = before.widened(trades, socket);
      if (trades != before.tradesToo()) {
        step.gap(token.gap.row(token, null, now));
      }
    } else {
      if (before == null) {
        token.forgetHeard();
      } else {
        step.gap(before.row(token, now, now));
      }
      String id = id(token.tokenId, reason.word(), start, step.nowMillis);
      token.gap = new OpenGap(id, reason, start, trades, cut(detail), socket, now);
      step.gap(token.gap.row(token, null, now));
    }
    token.quality = Quality.GAP;
    token.claim = null;
    if (needsSocket) {
      token.heardAt = 0;
    }
    // A book that was asked for earlier may not hold what was missed.
    token.fetch = null;
    token.fetchDue = step.nowMillis + (socket ? FETCH_AFTER_FEED_MILLIS : FETCH_AFTER_MILLIS);
    step.touch(token);
  }

  /** Writes the row of a gap that is over: the book is right. Times in milliseconds since 1970. */
  static void passed(
      TokenState token, Step step, GapReason reason, long from, long until, String detail) {
    Instant start = Instant.ofEpochMilli(from);
    String id = id(token.tokenId, reason.word() + until + detail, start, step.nowMillis);
    var gap =
        new OpenGap(
            id, reason, start, false, cut(detail), false, Instant.ofEpochMilli(step.nowMillis));
    step.gap(gap.row(token, Instant.ofEpochMilli(until), gap.openedAt()));
  }

  /** Says that the socket brings events of the token again. */
  static void heard(TokenState token, Step step) {
    if (token.gap != null && token.gap.needsSocket() && token.heardAt == 0) {
      token.heardAt = step.nowMillis;
      token.fetchDue = Math.min(token.fetchDue, step.nowMillis + FETCH_AFTER_MILLIS);
    }
  }

  /** Ends the gap, if one is open: the book is whole. */
  static void close(TokenState token, Step step) {
    OpenGap gap = token.gap;
    if (gap == null) {
      return;
    }
    // The version of the row must be later than that of the row it replaces.
    Instant now = Instant.ofEpochMilli(step.nowMillis);
    Instant version = now.isAfter(gap.openedAt()) ? now : gap.openedAt().plusMillis(1);
    Instant end = now.isBefore(gap.startedAt()) ? gap.startedAt() : now;
    step.gap(gap.row(token, end, version));
    token.gap = null;
    token.quality = Quality.RESYNCED;
    token.fetch = null;
    token.staleFetches = 0;
    token.heardAt = 0;
    token.heardInGap.clear();
    token.isSnapshotDue = true;
    token.snapshotAt = 0;
    step.touch(token);
  }

  private static String cut(String detail) {
    return detail.length() > MOST_DETAIL ? detail.substring(0, MOST_DETAIL) : detail;
  }

  private static String id(String tokenId, String what, Instant start, long nowMillis) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(
                  (tokenId + '|' + what + '|' + start + '|' + nowMillis)
                      .getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, ID_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
