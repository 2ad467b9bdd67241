package io.polytape.processors.book;

import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What cannot be true of a book or a change, whoever says it. */
final class Sanity {
  private Sanity() {}

  /** What no book can hold; null when there is none of it. */
  static @Nullable String fault(Book event) {
    for (List<Level> side : List.of(event.bids(), event.asks())) {
      for (Level level : side) {
        if (isOut(level)) {
          return "a book with a level " + cut(level);
        }
      }
    }
    return isCrossed(event) ? "a book whose best bid is not below its best ask" : null;
  }

  static boolean isCrossed(Book event) {
    BigDecimal bid = BigDecimal.ZERO;
    for (Level level : event.bids()) {
      bid = level.size().signum() > 0 ? bid.max(level.price()) : bid;
    }
    for (Level level : event.asks()) {
      if (level.size().signum() > 0 && level.price().compareTo(bid) <= 0) {
        return true;
      }
    }
    return false;
  }

  /** Orders that rest on the old grid after a change of the tick are no fault. */
  static @Nullable String fault(TokenState token, Change change) {
    Level level = change.level();
    if (isOut(level)) {
      return "a change with a level " + cut(level);
    }
    if (level.size().signum() == 0 || token.tickSize == null || token.tickSize.signum() <= 0) {
      return null;
    }
    boolean isOff = level.price().remainder(token.tickSize).signum() != 0;
    return isOff && !token.side(change.side()).has(level.price())
        ? "a price " + cut(level) + " off the tick " + token.tickSize.toPlainString()
        : null;
  }

  static boolean isOut(Level level) {
    return level.price().signum() <= 0
        || level.price().compareTo(BigDecimal.ONE) >= 0
        || level.size().signum() < 0;
  }

  private static String cut(Level level) {
    String text = level.text();
    return text.length() > 60 ? text.substring(0, 60) : text;
  }
}
