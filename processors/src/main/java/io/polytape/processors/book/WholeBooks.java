package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What whole books do to a token's book. */
final class WholeBooks {
  private WholeBooks() {}

  /** Takes one that the socket brought; says why it cannot be true, or null. */
  static @Nullable String take(TokenState token, Book event, Step step) {
    long time = event.header().sourceTime();
    Batches.settleBefore(token, time, event.hash(), step);
    String fault = Sanity.fault(event);
    if (fault != null) {
      GapReason reason = Sanity.isCrossed(event) ? GapReason.CROSSED : GapReason.BAD_LEVEL;
      Gaps.open(token, step, reason, fault);
    } else if (token.hasBook && time != 0 && time < token.newest()) {
      older(token, event, step);
      step.rowless("book older");
    } else {
      newer(token, event, step);
    }
    return fault;
  }

  private static void newer(TokenState token, Book event, Step step) {
    Gaps.heard(token, step);
    boolean isSame = token.hasBook && isSame(token, event);
    if (token.hasBook && !isSame && token.gap == null) {
      Jumps.note(token, event, step);
    }
    BookKeeper.advance(token, event.header());
    replace(token, event, step);
    if (!isSame) {
      // What a trade changed is told by a whole book alone: without it the changes do not add up.
      token.isSnapshotDue = true;
      token.snapshotAt = 0;
    }
    token.checkedAt = token.receivedAt.toEpochMilli();
    if (token.gap != null) {
      Gaps.close(token, step);
    } else if (isSame) {
      token.quality = Quality.VERIFIED;
      step.rowless("book same");
    }
  }

  /** A whole book from before what we know: nothing new, unless it does not fit. */
  private static void older(TokenState token, Book event, Step step) {
    if (token.gap == null
        && event.header().sourceTime() < token.changeTime
        && !isSame(token, event)) {
      Gaps.open(
          token,
          step,
          GapReason.OUT_OF_ORDER,
          "a book of "
              + event.header().sourceTime()
              + " came after a change of "
              + token.changeTime);
    }
  }

  /** Puts a whole book in place of what there was. */
  static void replace(TokenState token, Book event, Step step) {
    Jumps.noteBeforeGap(token, event, step);
    token.proof.judge(token.hasBook && isSame(token, event), step.nowMillis);
    if (event.tickSize() != null) {
      BigDecimal tickSize = new Level(event.tickSize(), BigDecimal.ZERO).price();
      if (token.tickSize != null && tickSize.compareTo(token.tickSize) != 0) {
        token.epoch++;
      }
      token.tickSize = tickSize;
    }
    token.bids.replace(event.bids());
    token.asks.replace(event.asks());
    if (token.gap != null) {
      token.bids.rewrite();
      token.asks.rewrite();
    }
    token.hasBook = true;
    token.hash = event.hash();
    token.rememberBook(event.hash());
    token.bookTime = event.header().sourceTime();
    token.changeTime = 0;
    token.statement = null;
    token.claim = null;
    token.unsettled = false;
    token.suspicion = null;
    token.proof.learn(token, token.bookTime, event.hash(), step.nowMillis);
  }

  static boolean isSame(TokenState token, Book event) {
    return token.bids.equalTo(event.bids()) && token.asks.equalTo(event.asks());
  }
}
