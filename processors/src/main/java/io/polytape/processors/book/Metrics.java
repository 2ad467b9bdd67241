package io.polytape.processors.book;

import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.Level;
import io.polytape.common.live.Quote;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** What follows from a book: mid, spread, depth, imbalance. */
final class Metrics {
  private static final BigDecimal TWO = BigDecimal.valueOf(2);
  private static final BigDecimal BELOW = new BigDecimal("0.99");
  private static final BigDecimal ABOVE = new BigDecimal("1.01");
  private static final int IMBALANCE_DECIMALS = 6;

  private Metrics() {}

  /** Between best bid and best ask; null unless both sides have a level. */
  static @Nullable BigDecimal mid(@Nullable Level bid, @Nullable Level ask) {
    return bid == null || ask == null ? null : plain(bid.price().add(ask.price()).divide(TWO));
  }

  static Quote quote(TokenState token) {
    Level bid = token.bids.best();
    Level ask = token.asks.best();
    BigDecimal mid = mid(bid, ask);
    BigDecimal spread =
        bid == null || ask == null ? null : plain(ask.price().subtract(bid.price()));
    BigDecimal bidDepth =
        mid == null ? BigDecimal.ZERO : plain(token.bids.depth(mid.multiply(BELOW)));
    BigDecimal askDepth =
        mid == null ? BigDecimal.ZERO : plain(token.asks.depth(mid.multiply(ABOVE)));
    return new Quote(
        token.tokenId,
        token.conditionId,
        token.eventInstant(),
        token.sourceTime,
        token.receivedAt,
        bid,
        ask,
        mid,
        spread,
        token.lastTradePrice,
        bidDepth,
        askDepth,
        imbalance(bidDepth, askDepth),
        token.mids.volatility(),
        token.quality);
  }

  static BookSnapshot snapshot(TokenState token) {
    return new BookSnapshot(
        quote(token),
        token.bids.levels(),
        token.asks.levels(),
        token.tickSize,
        token.epoch,
        token.hash);
  }

  private static @Nullable BigDecimal imbalance(BigDecimal bids, BigDecimal asks) {
    BigDecimal sum = bids.add(asks);
    return sum.signum() == 0
        ? null
        : plain(bids.subtract(asks).divide(sum, IMBALANCE_DECIMALS, RoundingMode.HALF_UP));
  }

  private static BigDecimal plain(BigDecimal number) {
    return new Level(number, BigDecimal.ZERO).price();
  }
}
