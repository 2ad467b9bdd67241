package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** When a batch of the venue's engine is over, and whether the book is then what was stated. */
final class Batches {
  private Batches() {}

  /** Takes what the venue states; a book that agrees is verified. */
  static void state(
      TokenState token,
      Header header,
      String hash,
      @Nullable BigDecimal bid,
      @Nullable BigDecimal ask,
      Step step) {
    long heardAt = header.receivedAt().toEpochMilli();
    Statement stated = Statement.of(header.sourceTime(), hash, bid, ask, heardAt, step.nowMillis);
    Statement known = token.statement;
    if (stated == null || (known != null && known.time() > stated.time())) {
      return;
    }
    token.statement = stated;
    if (token.gap == null && stated.agrees(token.bids.best(), token.asks.best())) {
      token.quality = Quality.VERIFIED;
      token.checkedAt = stated.heardAt();
    }
  }

  /** Ends the batch when a frame belongs to another one. */
  static void settleBefore(TokenState token, long time, String hash, Step step) {
    Statement statement = token.statement;
    if (statement != null
        ? time >= statement.time() && !statement.isSameBatch(time, hash)
        : token.unsettled && time != token.changeTime) {
      settle(token, step);
    }
  }

  /** The venue's batch is over: now the book must be right. */
  static void settle(TokenState token, Step step) {
    Statement statement = token.statement;
    token.statement = null;
    token.unsettled = false;
    if (token.gap != null || !token.hasBook) {
      return;
    }
    Level bid = token.bids.best();
    Level ask = token.asks.best();
    if (token.isCrossed()) {
      Gaps.open(token, step, GapReason.CROSSED, "bid " + text(bid) + ", ask " + text(ask));
    } else if (statement != null && !statement.agrees(bid, ask)) {
      Gaps.open(
          token,
          step,
          GapReason.MISMATCH,
          "we have " + text(bid) + " / " + text(ask) + ", the venue states " + statement.prices());
    }
  }

  private static String text(@Nullable Level level) {
    return level == null ? "none" : level.price().toPlainString();
  }
}
