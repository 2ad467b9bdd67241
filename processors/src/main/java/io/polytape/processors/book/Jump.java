package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a whole book made different from the book that the changes had made, as far as nothing has
 * told of it yet. Used by one thread.
 */
final class Jump {
  /**
   * One level; a size is 0 where there was none.
   *
   * @param before in the book that the changes made
   * @param after in the whole book
   */
  record Difference(BookSide side, BigDecimal price, BigDecimal before, BigDecimal after) {
    BigDecimal taken() {
      return before.subtract(after);
    }

    boolean isTold(Change change) {
      return change.side() == side
          && change.level().price().compareTo(price) == 0
          && change.level().size().compareTo(after) == 0;
    }

    String text() {
      return (side == BookSide.BID ? "bid " : "ask ")
          + price.toPlainString()
          + " from "
          + before.toPlainString()
          + " to "
          + after.toPlainString();
    }
  }

  /** So far apart a trade and its book may come, over two connections. */
  private static final long NEAR_MILLIS = 1_000;

  /** More trades at once are not gone through. */
  private static final int MOST_TRADES = 14;

  /** When the book was last known to be right, milliseconds since 1970. */
  final long from;

  /** When the whole book came. */
  final long heardAt;

  /** When we came to it. */
  final long handledAt;

  private final List<Difference> untold;

  /** What levels lost that a change told of: trades may have had a part in it. */
  private final Map<BookSide, BigDecimal> toldLosses = new EnumMap<>(BookSide.class);

  Jump(long from, long heardAt, long handledAt, List<Difference> untold) {
    this.from = from;
    this.heardAt = heardAt;
    this.handledAt = handledAt;
    this.untold = new ArrayList<>(untold);
  }

  /** Takes what a change says that came after the whole book: true when it told of a level. */
  boolean tell(Change change) {
    for (Iterator<Difference> each = untold.iterator(); each.hasNext(); ) {
      Difference level = each.next();
      if (level.isTold(change)) {
        each.remove();
        if (level.taken().signum() > 0) {
          toldLosses.merge(level.side(), level.taken(), BigDecimal::add);
        }
        return true;
      }
    }
    return false;
  }

  /** What no change has told of. */
  List<Difference> untold() {
    return untold;
  }

  /** What was taken from one side untold; null when something was added to it as well. */
  private @Nullable BigDecimal taken(BookSide side) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Difference level : untold) {
      if (level.side() == side) {
        if (level.taken().signum() < 0) {
          return null;
        }
        sum = sum.add(level.taken());
      }
    }
    return sum;
  }

  /** What trades may have taken from one side besides, because a change told the result. */
  private BigDecimal toldLoss(BookSide side) {
    return toldLosses.getOrDefault(side, BigDecimal.ZERO);
  }

  /**
   * The trades that took what no change told of.
   *
   * @param trades of the market that none of it was laid to yet
   * @return their ids; null when they do not add up to it
   */
  @Nullable Set<String> explainedBy(String tokenId, List<MarketTrades.Heard> trades) {
    var ids = new HashSet<String>();
    for (BookSide side : BookSide.values()) {
      BigDecimal taken = taken(side);
      if (taken == null) {
        return null;
      }
      var some =
          trades.stream()
              .filter(trade -> Math.abs(trade.at() - heardAt) <= NEAR_MILLIS)
              .filter(trade -> trade.takesFrom(tokenId, side) && !ids.contains(trade.id()))
              .filter(trade -> isAmongLevels(trade.price(tokenId), side))
              .limit(MOST_TRADES)
              .toList();
      if (taken.signum() > 0 && !add(some, 0, taken, taken.add(toldLoss(side)), ids)) {
        return null;
      }
    }
    return ids;
  }

  /** A trade's price lies between the levels it took from, whether of one match or on average. */
  private boolean isAmongLevels(BigDecimal price, BookSide side) {
    if (toldLoss(side).signum() > 0) {
      return true;
    }
    var prices =
        untold.stream().filter(level -> level.side() == side).map(Difference::price).toList();
    return prices.stream().anyMatch(each -> each.compareTo(price) <= 0)
        && prices.stream().anyMatch(each -> each.compareTo(price) >= 0);
  }

  /** Looks for trades that add up to at least {@code least} and at most {@code most}. */
  private static boolean add(
      List<MarketTrades.Heard> trades,
      int from,
      BigDecimal least,
      BigDecimal most,
      Set<String> ids) {
    if (least.signum() <= 0) {
      return true;
    }
    for (int i = from; i < trades.size(); i++) {
      MarketTrades.Heard trade = trades.get(i);
      if (trade.size().compareTo(most) <= 0
          && add(trades, i + 1, least.subtract(trade.size()), most.subtract(trade.size()), ids)) {
        ids.add(trade.id());
        return true;
      }
    }
    return false;
  }

  /** For the hot cache. */
  String text() {
    var text = new StringBuilder();
    text.append(from).append(' ').append(heardAt).append(' ').append(handledAt);
    text.append(' ').append(toldLoss(BookSide.BID).toPlainString());
    text.append(' ').append(toldLoss(BookSide.ASK).toPlainString());
    for (Difference level : untold) {
      text.append(level.side() == BookSide.BID ? " B " : " A ")
          .append(level.price().toPlainString())
          .append(' ')
          .append(level.before().toPlainString())
          .append(' ')
          .append(level.after().toPlainString());
    }
    return text.toString();
  }

  static Jump parse(String text) {
    String[] parts = text.split(" ", -1);
    var untold = new ArrayList<Difference>();
    for (int i = 5; i + 3 < parts.length; i += 4) {
      untold.add(
          new Difference(
              parts[i].equals("B") ? BookSide.BID : BookSide.ASK,
              new BigDecimal(parts[i + 1]),
              new BigDecimal(parts[i + 2]),
              new BigDecimal(parts[i + 3])));
    }
    var jump =
        new Jump(
            Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2]), untold);
    jump.toldLosses.put(BookSide.BID, new BigDecimal(parts[3]));
    jump.toldLosses.put(BookSide.ASK, new BigDecimal(parts[4]));
    return jump;
  }
}
