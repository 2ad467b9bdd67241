package io.polytape.simulator.world;

/** Signs new orders at about the market's price. */
final class OrderMaker {
  private static final long UNIT = 1_000_000;

  private final int wallets;
  private int orders;

  OrderMaker(int wallets) {
    this.wallets = wallets;
  }

  /** A wallet other than the given one; a few wallets trade much, most trade little. */
  int wallet(Rng rng, int other) {
    int wallet;
    do {
      double draw = rng.unit();
      wallet = (int) (draw * draw * draw * wallets);
    } while (wallet == other);
    return wallet;
  }

  int nextNumber() {
    return ++orders;
  }

  /** A new order of a size that is a round number of tokens more often than not. */
  Order order(MarketState market, int wallet, int outcome, boolean buy, Rng rng) {
    double tokens = 5 * Math.exp(rng.unit() * rng.unit() * Math.log(2_000));
    long size = (long) (tokens * UNIT);
    if (rng.chance(0.8)) {
      size = Math.max(5, size / UNIT) * UNIT;
    } else if (rng.chance(0.5)) {
      size = size / 10_000 * 10_000;
    }
    return order(market, wallet, outcome, buy, size, rng);
  }

  /** A new order for so many base units of the token. */
  Order order(MarketState market, int wallet, int outcome, boolean buy, long size, Rng rng) {
    int ticks = market.spec.ticks();
    int tick = Math.clamp(market.tickOf(outcome) + rng.below(5) - 2, 1, ticks - 1);
    long collateral = Math.max(1, Order.mulDiv(size, tick, ticks));
    return buy
        ? new Order(++orders, wallet, outcome, true, collateral, size)
        : new Order(++orders, wallet, outcome, false, size, collateral);
  }
}
