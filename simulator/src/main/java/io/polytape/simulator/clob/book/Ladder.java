package io.polytape.simulator.clob.book;

/**
 * All levels of one book, by price in thousandths. A price holds a bid, an ask or nothing, so bids
 * and asks never share one; that they do not cross is up to whoever sets levels.
 */
final class Ladder {
  /** One unit of collateral. */
  static final int ONE = 1_000;

  /** Hundredths of a token; above zero for a bid, below for an ask. */
  private final int[] sizes = new int[ONE + 1];

  private int bestBid;
  private int bestAsk = ONE;
  private int bids;
  private int asks;

  /** Receives levels. */
  interface Levels {
    void level(int price, int size);
  }

  /** Size at a price, without regard to its side; 0 if there is none. */
  int size(int price) {
    return Math.abs(sizes[price]);
  }

  boolean isBid(int price) {
    return sizes[price] > 0;
  }

  boolean isAsk(int price) {
    return sizes[price] < 0;
  }

  /** What takes a level off must come before what puts one of the other side in its place. */
  void set(Change change) {
    int price = change.price();
    int before = sizes[price];
    int after = change.bid() ? change.size() : -change.size();
    sizes[price] = after;
    bids += (after > 0 ? 1 : 0) - (before > 0 ? 1 : 0);
    asks += (after < 0 ? 1 : 0) - (before < 0 ? 1 : 0);
    bestBid = after > 0 ? Math.max(bestBid, price) : bestBid;
    bestAsk = after < 0 ? Math.min(bestAsk, price) : bestAsk;
    while (bestBid > 0 && sizes[bestBid] <= 0) {
      bestBid--;
    }
    while (bestAsk < ONE && sizes[bestAsk] >= 0) {
      bestAsk++;
    }
  }

  /** The highest price that a bid is at; 0 without bids. */
  int bestBid() {
    return bestBid;
  }

  /** The lowest price that an ask is at; {@link #ONE} without asks. */
  int bestAsk() {
    return bestAsk;
  }

  int bids() {
    return bids;
  }

  int asks() {
    return asks;
  }

  /** Bids from worst to best. */
  void bids(Levels levels) {
    for (int price = 1; price <= bestBid; price++) {
      if (sizes[price] > 0) {
        levels.level(price, sizes[price]);
      }
    }
  }

  /** Asks from worst to best. */
  void asks(Levels levels) {
    for (int price = ONE - 1; price >= bestAsk; price--) {
      if (sizes[price] < 0) {
        levels.level(price, -sizes[price]);
      }
    }
  }
}
