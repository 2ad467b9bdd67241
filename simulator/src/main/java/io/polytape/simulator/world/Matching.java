package io.polytape.simulator.world;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** One match of a taker order against maker orders of one market, or one order filled directly. */
final class Matching {
  private final MarketState market;
  private final OrderMaker orders;
  private final int transaction;
  private final long time;
  private final Rng rng;
  private final List<Leg> legs;

  Matching(
      MarketState market, OrderMaker orders, int transaction, long time, Rng rng, List<Leg> legs) {
    this.market = market;
    this.orders = orders;
    this.transaction = transaction;
    this.time = time;
    this.rng = rng;
    this.legs = legs;
  }

  /**
   * fillOrder: the operator is the counterparty. Now and then it fills nothing at all, which the
   * contract allows.
   */
  void direct() {
    int outcome = rng.below(market.spec.outcomes().size());
    Order order = orders.order(market, orders.wallet(rng, -1), outcome, rng.chance(0.5), rng);
    long making = rng.chance(0.01) ? 0 : order.remaining();
    long taking = order.fill(making);
    Leg leg = leg(order, MatchKind.DIRECT, orders.wallet(rng, order.wallet), making, taking);
    legs.add(leg);
    market.traded(leg.collateral(), time);
    market.rest(order, rng);
  }

  /** matchOrders: a leg for each maker order, then the taker order's own with the totals. */
  void match(int makers) {
    int outcomes = market.spec.outcomes().size();
    int outcome = rng.below(outcomes);
    boolean buy = rng.chance(0.6);
    int taker = orders.wallet(rng, -1);
    var used = new ArrayList<Order>();
    long tokens = 0;
    long collateral = 0;
    for (int i = 0; i < makers; i++) {
      boolean complementary = outcomes != 2 || rng.chance(0.6);
      Order maker =
          makerOrder(complementary ? outcome : 1 - outcome, complementary != buy, taker, used);
      used.add(maker);
      long making = part(maker.remaining());
      long taking = maker.fill(making);
      legs.add(leg(maker, kind(complementary, buy), taker, making, taking));
      long traded = maker.buy ? taking : making;
      long paid = maker.buy ? making : taking;
      tokens += traded;
      collateral += complementary ? paid : traded - paid;
    }
    Order own = takerOrder(taker, outcome, buy, tokens, collateral);
    long making = buy ? collateral : tokens;
    long taking = buy ? tokens : collateral;
    own.fill(making);
    Leg leg = leg(own, MatchKind.TAKER_ORDER, taker, making, taking);
    legs.add(leg);
    market.traded(leg.collateral(), time);
    market.walk(rng);
    market.rest(own, rng);
    for (Order maker : used) {
      market.rest(maker, rng);
    }
  }

  /** A resting order that fits, or a new one. It leaves the book until the match is over. */
  private Order makerOrder(int outcome, boolean buy, int taker, List<Order> used) {
    if (rng.chance(0.5)) {
      List<Order> resting = market.resting();
      for (int i = 0; i < resting.size(); i++) {
        Order order = resting.get(i);
        if (order.outcome == outcome
            && order.buy == buy
            && order.wallet != taker
            && !used.contains(order)) {
          return resting.remove(i);
        }
      }
    }
    return orders.order(market, orders.wallet(rng, taker), outcome, buy, rng);
  }

  /**
   * The taker order's limit is what it got, so nothing is refunded; some want more and rest with
   * what is left.
   */
  private Order takerOrder(int wallet, int outcome, boolean buy, long tokens, long collateral) {
    long scale = rng.chance(0.15) ? 2 + rng.below(3) : 1;
    int number = orders.nextNumber();
    return buy
        ? new Order(number, wallet, outcome, true, collateral * scale, tokens * scale)
        : new Order(number, wallet, outcome, false, tokens * scale, collateral * scale);
  }

  private long part(long remaining) {
    if (remaining < 10 || rng.chance(0.6)) {
      return remaining;
    }
    return rng.between(remaining / 10, remaining);
  }

  private static MatchKind kind(boolean complementary, boolean buy) {
    if (complementary) {
      return MatchKind.COMPLEMENTARY;
    }
    return buy ? MatchKind.MINT : MatchKind.MERGE;
  }

  private Leg leg(Order order, MatchKind kind, int taker, long making, long taking) {
    return new Leg(
        transaction,
        order.number,
        market.spec.index(),
        order.outcome,
        order.buy,
        kind,
        order.wallet,
        taker,
        making,
        taking,
        fee(order.buy, making, taking),
        false);
  }

  /**
   * The contract's formula: bps * min(price, 1 - price) * tokens, in the asset that the order
   * receives.
   */
  private long fee(boolean buy, long making, long taking) {
    long collateral = buy ? making : taking;
    long tokens = buy ? taking : making;
    if (market.spec.feeBps() == 0 || collateral == 0 || tokens == 0) {
      return 0;
    }
    long smaller = Math.max(0, Math.min(collateral, tokens - collateral));
    BigInteger base =
        BigInteger.valueOf(smaller).multiply(BigInteger.valueOf(market.spec.feeBps()));
    BigInteger divisor = BigInteger.valueOf(10_000);
    if (buy) {
      base = base.multiply(BigInteger.valueOf(tokens));
      divisor = divisor.multiply(BigInteger.valueOf(collateral));
    }
    return base.divide(divisor).longValueExact();
  }
}
