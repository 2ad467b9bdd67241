package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.Rng;
import java.util.ArrayList;
import java.util.List;

/** Invents trades against the best level of a book, and what becomes of the book with them. */
final class TradeMaker {
  /** Smallest trade, in hundredths of a token. */
  private static final int LEAST = 100;

  private final Rng rng;
  private final BookMaker books;

  TradeMaker(Rng rng, BookMaker books) {
    this.rng = rng;
    this.books = books;
  }

  /**
   * Trades of one transaction, each at a price and a size. Two of them may be equal in everything.
   *
   * @param fills price as the outcome sees it, and size
   * @param taken what the trades take off the book
   * @param told what else happens in the same batch, behind that
   */
  record Deal(int outcome, boolean buy, List<int[]> fills, List<Change> taken, List<Change> told) {}

  /** A deal against the book; without fills where the book has nothing to take. */
  Deal next(LiveMarket market) {
    int outcome = rng.below(2);
    boolean buy = rng.chance(0.55);
    boolean takesAsks = buy == (outcome == 0);
    Ladder ladder = market.ladder();
    int price = takesAsks ? ladder.bestAsk() : ladder.bestBid();
    if (price == 0 || price == Ladder.ONE) {
      return new Deal(outcome, buy, List.of(), List.of(), List.of());
    }
    int there = ladder.size(price);
    var fills = new ArrayList<int[]>();
    int seen = outcome == 0 ? price : Ladder.ONE - price;
    double draw = rng.unit();
    int levels = takesAsks ? ladder.asks() : ladder.bids();
    if (draw < 0.05 && levels > 3) {
      return sweep(market, outcome, buy, takesAsks, price);
    }
    int size = Math.min(there, size());
    if (draw < 0.15 && levels > 3) {
      size = there;
    } else if (draw < 0.17 && size >= 2 * LEAST) {
      int half = size / 2;
      size = 2 * half;
      fills.add(new int[] {seen, half});
      fills.add(new int[] {seen, half});
    }
    if (fills.isEmpty()) {
      fills.add(new int[] {seen, size});
    }
    List<Change> taken = List.of(new Change(price, !takesAsks, there - size));
    var told = new ArrayList<Change>();
    if (size == there && rng.chance(1 / 3.0)) {
      told.add(new Change(price, takesAsks, size())); // the taker wanted more at this price
    }
    besides(market, taken, told);
    return new Deal(outcome, buy, fills, taken, told);
  }

  private int size() {
    return LEAST + (int) Math.min(rng.exponential() * 8_000, 1_000_000);
  }

  /** Now and then something happens in the same batch that has nothing to do with the trades. */
  private void besides(LiveMarket market, List<Change> taken, List<Change> told) {
    Change other = rng.chance(0.05) ? books.behind(market, taken) : null;
    if (other != null) {
      told.add(other);
    }
  }

  /** The whole best level and a part of the next one. */
  private Deal sweep(LiveMarket market, int outcome, boolean buy, boolean takesAsks, int best) {
    Ladder ladder = market.ladder();
    int next = best;
    do {
      next += takesAsks ? 1 : -1;
    } while (takesAsks ? !ladder.isAsk(next) : !ladder.isBid(next));
    int there = ladder.size(next);
    int part = Math.max(1, there / 2);
    var fills =
        List.of(
            new int[] {outcome == 0 ? best : Ladder.ONE - best, ladder.size(best)},
            new int[] {outcome == 0 ? next : Ladder.ONE - next, part});
    var taken =
        List.of(new Change(best, !takesAsks, 0), new Change(next, !takesAsks, there - part));
    var told = new ArrayList<Change>();
    besides(market, taken, told);
    return new Deal(outcome, buy, fills, taken, told);
  }

  /** A deal far from the book that leaves it as it is. */
  Deal diverged(LiveMarket market) {
    int outcome = rng.below(2);
    int middle = (market.bestBid(outcome) + market.bestAsk(outcome)) / 2;
    int tick = market.tick();
    int far = (150 + rng.below(100)) / tick * tick;
    int price = (middle < Ladder.ONE / 2 ? middle + far : middle - far) / tick * tick;
    int[] fill = {Math.clamp(price, tick, Ladder.ONE - tick), LEAST + rng.below(50_000)};
    return new Deal(outcome, rng.chance(0.5), List.of(fill), List.of(), List.of());
  }
}
