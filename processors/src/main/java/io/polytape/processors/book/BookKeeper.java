package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.TickSize;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the events of the socket do to a token's book, and how far it is to be trusted afterwards.
 * No input and no output: rows go to the step.
 *
 * <p>A book is compared with the best prices that the venue states when a batch of the venue's
 * engine is over, which shows in a new time or hash, or in quiet: see {@link Statement}.
 */
final class BookKeeper {
  /** So long after its last frame a batch of the venue's engine is over. */
  private static final long SETTLED_AFTER_MILLIS = 1_000;

  /** A time of the venue that lies further ahead is not believed. */
  private static final long MOST_AHEAD_MILLIS = 60_000;

  private final long snapshotIntervalMillis;

  BookKeeper(Duration snapshotInterval) {
    this.snapshotIntervalMillis = snapshotInterval.toMillis();
  }

  /** Returns why the book cannot be true; null when it can. */
  @Nullable String apply(TokenState token, Book event, Step step) {
    begin(token, event.header(), step);
    String fault = WholeBooks.take(token, event, step);
    end(token, step);
    return fault;
  }

  void apply(TokenState token, PriceChange event, Step step) {
    long time = event.header().sourceTime();
    begin(token, event.header(), step);
    boolean isRestated = Jumps.isRestated(token, event);
    if (!isRestated) {
      // It may come amid the next batch, which is not over then.
      Batches.settleBefore(token, time, event.hash(), step);
    }
    Gaps.heard(token, step);
    if (token.gap != null) {
      token.keepHeard(event);
    }
    Jumps.tell(token, event);
    if (isRestated) {
      // It changes nothing, and the book's time neither: the next batch may be earlier than it.
      ChangeRows.restated(token, event, step);
    } else if (!token.hasBook) {
      if (token.gap == null) {
        Gaps.open(
            token,
            step,
            GapReason.TOKEN_SILENT,
            event.header().receivedAt(),
            false,
            "a change came before the first book",
            false);
        token.keepHeard(event);
      }
      ChangeRows.notApplied(token, event, step);
    } else if (time == 0 || time >= token.newest()) {
      advance(token, event.header());
      change(token, event, step);
    } else {
      // A change from before the last whole book is in that book.
      if (time >= token.bookTime && hasNew(token, event) && token.gap == null) {
        Gaps.open(
            token,
            step,
            GapReason.OUT_OF_ORDER,
            "a change of " + time + " came after one of " + token.changeTime);
      }
      ChangeRows.notApplied(token, event, step);
    }
    end(token, step);
  }

  private static boolean hasNew(TokenState token, PriceChange event) {
    return !event.changes().stream().allMatch(change -> token.isResend(event, change));
  }

  private static void change(TokenState token, PriceChange event, Step step) {
    for (Change change : event.changes()) {
      String fault = Sanity.fault(token, change);
      if (fault != null) {
        if (token.gap == null) {
          Gaps.open(token, step, GapReason.BAD_LEVEL, fault);
        }
        ChangeRows.notApplied(token, event, change, step);
      } else {
        token.remember(event, change);
        token.side(change.side()).set(change.level());
        token.unsettled = true;
        token.isSnapshotDue = true;
        ChangeRows.applied(token, event, change, step);
      }
    }
    token.changeTime = Math.max(token.changeTime, event.header().sourceTime());
    if (!event.hash().isEmpty()) {
      token.hash = event.hash();
      token.claim = token.gap == null ? Batches.claim(event, step) : null;
    }
    Batches.state(token, event.header(), event.hash(), event.bestBid(), event.bestAsk(), step);
  }

  void apply(TokenState token, BestBidAsk event, Step step) {
    long time = event.header().sourceTime();
    begin(token, event.header(), step);
    Gaps.heard(token, step);
    if (token.hasBook && (time == 0 || time >= token.newest())) {
      // One that only states may be ahead of its changes: it ends no batch but that of a change.
      if (token.statement != null && !token.statement.hash().isEmpty()) {
        Batches.settleBefore(token, time, "", step);
      } else {
        Batches.settleClaimBefore(token, time, "", step);
      }
      Batches.state(token, event.header(), "", event.bestBid(), event.bestAsk(), step);
      step.rowless("best_bid_ask compared");
    } else {
      step.rowless(token.hasBook ? "best_bid_ask older" : "best_bid_ask before the book");
    }
    end(token, step);
  }

  void apply(TokenState token, TickSize event, Step step) {
    begin(token, event.header(), step);
    BigDecimal tickSize = new Level(event.newTickSize(), BigDecimal.ZERO).price();
    if (token.tickSize == null || tickSize.compareTo(token.tickSize) != 0) {
      advance(token, event.header());
      token.tickSize = tickSize;
      token.epoch++;
      token.statement = null;
      Gaps.open(
          token,
          step,
          GapReason.TICK_SIZE,
          "from " + event.oldTickSize().toPlainString() + " to " + tickSize.toPlainString());
    } else {
      step.rowless("tick_size_change same");
    }
    end(token, step);
  }

  void apply(TokenState token, Gap event, Step step) {
    begin(token, event.header(), step);
    advance(token, event.header());
    Gaps.open(
        token,
        step,
        event.reason(),
        event.from(),
        event.tradesToo(),
        event.detail(),
        Gaps.isOfFeed(event.reason()));
    end(token, step);
  }

  /**
   * Looks after a token on which nothing came: to be asked several times a second.
   *
   * @param isAwake false when we were held up ourselves, and what came meanwhile is not read yet
   */
  void passTime(TokenState token, Step step, boolean isAwake) {
    if (token.ended) {
      return;
    }
    long underWaySince = Batches.underWaySince(token);
    if (isAwake && underWaySince != 0 && step.nowMillis - underWaySince >= SETTLED_AFTER_MILLIS) {
      Batches.settle(token, step);
      end(token, step);
    } else if (token.isSnapshotDue && snapshot(token, step)) {
      step.touch(token);
    }
  }

  private static void begin(TokenState token, Header header, Step step) {
    if (token.conditionId.isEmpty()) {
      token.conditionId = header.conditionId();
    }
    if (token.mids.passTo(step.nowMillis, token.mid())) {
      step.touchWindows(token);
    }
  }

  static void advance(TokenState token, Header header) {
    advanceTime(token, header);
    token.sourceTime = header.sourceTime();
    token.receivedAt = header.receivedAt();
  }

  /** The time of a token's rows never goes back. */
  static void advanceTime(TokenState token, Header header) {
    long received = header.receivedAt().toEpochMilli();
    long source = header.sourceTime();
    boolean isBelieved = source > 0 && source - received <= MOST_AHEAD_MILLIS;
    token.eventTime = Math.max(token.eventTime, isBelieved ? source : received);
  }

  /** Publishes what has changed at the top; half a batch of the venue's engine is not shown. */
  void end(TokenState token, Step step) {
    step.touch(token);
    Statement statement = token.statement;
    boolean isWhole =
        statement == null
            || token.gap != null
            || statement.agrees(token.bids.best(), token.asks.best());
    if (isWhole && token.topChanged()) {
      step.quote(Metrics.quote(token));
    }
    boolean ignored = isWhole && token.isSnapshotDue && snapshot(token, step);
  }

  private boolean snapshot(TokenState token, Step step) {
    if (step.nowMillis - token.snapshotAt < snapshotIntervalMillis) {
      return false;
    }
    step.book(Metrics.snapshot(token));
    token.snapshotAt = step.nowMillis;
    token.isSnapshotDue = false;
    return true;
  }
}
