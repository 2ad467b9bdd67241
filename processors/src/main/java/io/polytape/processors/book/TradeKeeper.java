package io.polytape.processors.book;

import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What trades do: each becomes one row, the last price and the windows. A trade that comes again is
 * dropped; one that lacks its size, or is far from the book, waits for REST to say more.
 */
final class TradeKeeper {
  /** A trade that is further from the mid is compared with the venue's book. */
  static final BigDecimal FAR = new BigDecimal("0.10");

  private static final long STALE_MILLIS = Duration.ofMinutes(5).toMillis();

  /** What is still to be asked before a trade can be a row. */
  enum Missing {
    NOTHING,
    SIZE,
    BOOK,
    /** Nothing, but an earlier trade of the token waits for the book. */
    TURN
  }

  /** What the Data API's rows say of a trade that waits for its size. */
  enum Completion {
    DONE,
    /** It is none of them, so far. */
    NOT_LISTED,
    /** Each that it may be came by itself, such as by another connection. */
    ALL_KNOWN
  }

  /**
   * Takes a trade.
   *
   * @param isBehind whether an earlier one of the token waits for the book: rows keep their order
   * @return what it must wait for; the row is written when that is nothing
   */
  Missing apply(TokenState token, Trade event, boolean isBehind, Step step) {
    Gaps.heard(token, step);
    if (token.conditionId.isEmpty()) {
      token.conditionId = event.header().conditionId();
    }
    String id = id(event, event.size());
    if (!token.trades.add(id, step.nowMillis)) {
      step.rowless("last_trade_price known");
      return Missing.NOTHING;
    }
    step.touch(token);
    long time = timeOf(event);
    if (time >= token.lastTradeTime) {
      token.lastTradeTime = time;
      token.lastTradePrice = event.price();
    }
    if (event.size() == null) {
      return Missing.SIZE;
    }
    count(token, event, event.size(), step);
    if (!event.fromDataApi() && !token.conditionId.isEmpty()) {
      MarketTrades.add(token, event, id, event.size(), step);
    }
    boolean isLive = !event.fromDataApi() && !isStale(event);
    if (isLive && token.quality != Quality.GAP && isFar(event.price(), token.mid())) {
      return Missing.BOOK;
    }
    if (isLive && isBehind) {
      return Missing.TURN;
    }
    inTurn(token, event, step);
    return Missing.NOTHING;
  }

  /** Writes a trade that lacks nothing. */
  void inTurn(TokenState token, Trade event, Step step) {
    step.trade(row(token, event, event.size(), event.fromDataApi(), false));
    step.touch(token);
  }

  /** Writes a trade whose size nobody knows. */
  void giveUp(TokenState token, Trade event, Step step) {
    step.trade(row(token, event, null, event.fromDataApi(), false));
    step.touch(token);
  }

  /**
   * Writes a trade that waited for its size.
   *
   * @param rows of the Data API for its market
   */
  Completion complete(TokenState token, Trade event, List<DataTrade> rows, Step step) {
    var seen = new HashMap<String, Integer>();
    var completion = Completion.NOT_LISTED;
    for (DataTrade row : rows) {
      int occurrence = seen.merge(row.id(0), 1, Integer::sum) - 1;
      completion = isOf(row, event) ? Completion.ALL_KNOWN : completion;
      if (isOf(row, event) && token.trades.add(row.id(occurrence), step.nowMillis)) {
        boolean ignored = token.trades.add(TradeId.sized(id(event, null)), step.nowMillis);
        var whole =
            new Trade(
                event.header(),
                event.price(),
                row.size(),
                row.side(),
                event.feeRateBps(),
                event.transactionHash(),
                occurrence,
                event.fromDataApi());
        count(token, whole, row.size(), step);
        step.trade(row(token, whole, row.size(), true, false));
        step.touch(token);
        return Completion.DONE;
      }
    }
    return completion;
  }

  /** Lets go of a trade without a size: all that it may be are rows by themselves. */
  void dropKnown(TokenState token, Trade event, Step step) {
    boolean ignored = token.trades.add(TradeId.sized(id(event, null)), step.nowMillis);
    step.rowless("last_trade_price known");
    step.touch(token);
  }

  private static boolean isOf(DataTrade row, Trade event) {
    return row.tokenId().equals(event.header().tokenId())
        && row.transactionHash().equalsIgnoreCase(event.transactionHash())
        && (event.side() == null || event.side() == row.side())
        && TradeId.text(row.price()).equals(TradeId.text(event.price()));
  }

  /** Writes a trade that waited for the venue's book. */
  void compared(TokenState token, Trade event, boolean isDiverged, Step step) {
    step.trade(row(token, event, event.size(), event.fromDataApi(), isDiverged));
    step.touch(token);
  }

  static boolean isFar(BigDecimal price, @Nullable BigDecimal mid) {
    return mid != null && price.subtract(mid).abs().compareTo(FAR) > 0;
  }

  static String id(Trade event, @Nullable BigDecimal size) {
    // Without a transaction nothing but its time tells a trade from an equal one.
    String transaction =
        event.transactionHash().isEmpty()
            ? "at " + event.header().sourceTime()
            : event.transactionHash();
    return TradeId.of(
        transaction,
        event.header().tokenId(),
        event.side(),
        event.price(),
        size,
        event.occurrence());
  }

  private static void count(TokenState token, Trade event, BigDecimal size, Step step) {
    token.vwap.add(timeOf(event), event.price(), size, step.nowMillis);
    step.touchWindows(token);
  }

  private static long timeOf(Trade event) {
    long source = event.header().sourceTime();
    return source > 0 ? source : event.header().receivedAt().toEpochMilli();
  }

  private static boolean isStale(Trade event) {
    return event.header().receivedAt().toEpochMilli() - timeOf(event) > STALE_MILLIS;
  }

  private static LiveTrade row(
      TokenState token,
      Trade event,
      @Nullable BigDecimal size,
      boolean isBackfilled,
      boolean isDiverged) {
    return new LiveTrade(
        id(event, size),
        token.tokenId,
        token.conditionId,
        token.marketId,
        Instant.ofEpochMilli(timeOf(event)),
        event.header().receivedAt(),
        event.price(),
        size,
        event.side(),
        event.feeRateBps(),
        event.transactionHash(),
        isStale(event),
        isBackfilled,
        isDiverged,
        event.header().connection());
  }
}
