package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a whole book made different from the book that the changes had made, as far as nothing has
 * told of it yet. Times are milliseconds since 1970. Used by one thread.
 */
final class Jump {
  /** What a batch did is told within this time of its book, by the venue's clock. */
  static final long TOLD_MILLIS = 50;

  /** What would be taken for something else where this is written as text. */
  private static final Pattern NOT_OF_A_HASH = Pattern.compile("[^0-9A-Za-z]");

  /** So far apart a trade and its book may come, over two connections. */
  private static final long NEAR_MILLIS = 1_000;

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

  /** When the book was last known to be right. */
  final long from;

  /** When the whole book came. */
  final long heardAt;

  /** The venue's time of the whole book; 0 when not said. */
  private final long bookTime;

  /** The whole book's hash; empty when not said. */
  private final String hash;

  private final List<Difference> untold;
  private @Nullable String text;

  /** Since when it waits; 0 when that has to begin anew. */
  long waitingSince;

  Jump(long from, long heardAt, long bookTime, String hash, List<Difference> untold) {
    this.from = from;
    this.heardAt = heardAt;
    this.bookTime = bookTime;
    this.hash = hash;
    this.untold = new ArrayList<>(untold);
  }

  /** Takes what a change says that came after the whole book. */
  void tell(PriceChange event) {
    long time = event.header().sourceTime();
    boolean isOfBatch = !hash.isEmpty() && hash.equals(event.hash());
    if (isOfBatch || (time != 0 && bookTime != 0 && time <= bookTime + TOLD_MILLIS)) {
      for (Change change : event.changes()) {
        if (untold.removeIf(level -> level.isTold(change))) {
          text = null;
        }
      }
    }
  }

  /** What no change has told of. */
  List<Difference> untold() {
    return untold;
  }

  /**
   * The trades that took what no change told of: those of one batch of the venue's engine, for the
   * book of each batch is told.
   *
   * @param trades of the market that none of it was laid to yet
   * @return their ids; null when they do not add up to it
   */
  @Nullable Set<String> explainedBy(String tokenId, List<MarketTrades.Heard> trades) {
    if (untold.stream().anyMatch(level -> level.taken().signum() < 0)) {
      return null;
    }
    var near =
        trades.stream().filter(trade -> Math.abs(trade.at() - heardAt) <= NEAR_MILLIS).toList();
    for (long start : near.stream().mapToLong(MarketTrades.Heard::time).sorted().toArray()) {
      var batch =
          near.stream()
              .filter(trade -> trade.time() >= start && trade.time() <= start + TOLD_MILLIS)
              .toList();
      Set<String> ids = explainedByBatch(tokenId, batch);
      if (ids != null) {
        return ids;
      }
    }
    return untold.isEmpty() ? Set.of() : null;
  }

  private @Nullable Set<String> explainedByBatch(String tokenId, List<MarketTrades.Heard> batch) {
    var ids = new HashSet<String>();
    for (BookSide side : BookSide.values()) {
      BigDecimal taken = BigDecimal.ZERO;
      for (Difference level : untold) {
        taken = level.side() == side ? taken.add(level.taken()) : taken;
      }
      List<MarketTrades.Heard> some =
          ExactSum.of(
              batch.stream()
                  .filter(trade -> trade.takesFrom(tokenId, side) && !ids.contains(trade.id()))
                  .filter(trade -> isAmongLevels(trade.price(tokenId), side))
                  .toList(),
              taken);
      if (some == null) {
        return null;
      }
      some.forEach(trade -> ids.add(trade.id()));
    }
    return ids;
  }

  /** A trade's price lies among the levels it took from, whether of one match or on average. */
  private boolean isAmongLevels(BigDecimal price, BookSide side) {
    var prices =
        untold.stream().filter(level -> level.side() == side).map(Difference::price).toList();
    return prices.stream().anyMatch(each -> each.compareTo(price) <= 0)
        && prices.stream().anyMatch(each -> each.compareTo(price) >= 0);
  }

  /** For the hot cache. */
  String text() {
    String known = text;
    if (known == null) {
      var made = new StringBuilder();
      made.append(from).append(' ').append(heardAt).append(' ').append(bookTime);
      made.append(' ').append(NOT_OF_A_HASH.matcher(hash).replaceAll("_"));
      for (Difference level : untold) {
        made.append(level.side() == BookSide.BID ? " B " : " A ")
            .append(level.price().toPlainString())
            .append(' ')
            .append(level.before().toPlainString())
            .append(' ')
            .append(level.after().toPlainString());
      }
      known = made.toString();
      text = known;
    }
    return known;
  }

  static Jump parse(String text) {
    String[] parts = text.split(" ", -1);
    var untold = new ArrayList<Difference>();
    for (int i = 4; i + 3 < parts.length; i += 4) {
      untold.add(
          new Difference(
              parts[i].equals("B") ? BookSide.BID : BookSide.ASK,
              new BigDecimal(parts[i + 1]),
              new BigDecimal(parts[i + 2]),
              new BigDecimal(parts[i + 3])));
    }
    return new Jump(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        parts[3],
        untold);
  }
}
