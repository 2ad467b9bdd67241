package io.polytape.simulator.world;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Makes the fills of one block, as the exchange contract would log them.
 *
 * <p>Numbers of transactions and orders count up, so that every hash is new unless an order is
 * filled again.
 */
final class BlockTrader {
  private final Traders traders;
  private final OrderMaker orders;
  private final Comparator<Leg> byId;
  private int transactions;

  BlockTrader(Traders traders, Hashes transactionHashes, Hashes orderHashes, int wallets) {
    this.traders = traders;
    this.orders = new OrderMaker(wallets);
    this.byId =
        (left, right) ->
            left.transaction() == right.transaction()
                ? orderHashes.compare(left.order(), right.order())
                : transactionHashes.compare(left.transaction(), right.transaction());
  }

  /**
   * The legs of one block in the order of their ids.
   *
   * @param budget how many legs to make, rounded down; the last match may exceed it
   * @param most how many legs never to exceed
   */
  List<Leg> trade(long time, double budget, int most, Rng rng) {
    var legs = new ArrayList<Leg>();
    while (legs.size() + 1 <= budget) {
      if (!traders.any() || legs.size() >= most) {
        break;
      }
      transaction(time, most - legs.size(), rng, legs);
    }
    legs.sort(byId);
    return legs;
  }

  private void transaction(long time, int room, Rng rng, List<Leg> legs) {
    MarketState market = traders.pick(rng);
    int first = legs.size();
    int number = ++transactions;
    if (room == 1 || rng.chance(0.05)) {
      new Matching(market, orders, number, time, rng, legs).direct();
      return;
    }
    new Matching(market, orders, number, time, rng, legs).match(makers(rng, room - 1));
    int left = room - (legs.size() - first);
    if (left >= 2 && rng.chance(0.08)) {
      MarketState other = traders.pick(rng);
      // Another market, so that no order is filled twice in one transaction: the subgraph would
      // keep one of the two.
      if (other.spec.exchange() == market.spec.exchange() && other != market) {
        new Matching(other, orders, number, time, rng, legs).match(makers(rng, left - 1));
      }
    }
    legs.add(legs.removeLast().asLastMatch());
  }

  private static int makers(Rng rng, int most) {
    double draw = rng.unit();
    int makers =
        draw < 0.65 ? 1 : draw < 0.85 ? 2 : draw < 0.99 ? 3 + rng.below(3) : 6 + rng.below(7);
    return Math.min(makers, most);
  }
}
