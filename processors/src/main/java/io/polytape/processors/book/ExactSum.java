package io.polytape.processors.book;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds trades whose sizes add up to exactly a sum. */
final class ExactSum {
  /** Of more trades at once only the whole, and one alone, are tried. */
  private static final int MOST = 14;

  private final List<MarketTrades.Heard> trades;

  /** What those from each place on add up to. */
  private final BigDecimal[] rest;

  private ExactSum(List<MarketTrades.Heard> trades) {
    this.trades = trades;
    this.rest = new BigDecimal[trades.size() + 1];
    rest[trades.size()] = BigDecimal.ZERO;
    for (int i = trades.size() - 1; i >= 0; i--) {
      rest[i] = rest[i + 1].add(trades.get(i).size());
    }
  }

  /** Some of the trades, none for 0; null when none add up to it. */
  static @Nullable List<MarketTrades.Heard> of(List<MarketTrades.Heard> trades, BigDecimal sum) {
    if (sum.signum() == 0) {
      return List.of();
    }
    for (MarketTrades.Heard trade : trades) {
      if (trade.size().compareTo(sum) == 0) {
        return List.of(trade);
      }
    }
    var search = new ExactSum(trades);
    if (search.rest[0].compareTo(sum) == 0) {
      return trades;
    }
    var found = new ArrayList<MarketTrades.Heard>();
    return trades.size() <= MOST && search.add(0, sum, found) ? found : null;
  }

  private boolean add(int from, BigDecimal sum, List<MarketTrades.Heard> found) {
    if (sum.signum() <= 0) {
      return sum.signum() == 0;
    }
    for (int i = from; i < trades.size() && rest[i].compareTo(sum) >= 0; i++) {
      found.add(trades.get(i));
      if (add(i + 1, sum.subtract(trades.get(i).size()), found)) {
        return true;
      }
      found.removeLast();
    }
    return false;
  }
}
