package io.polytape.simulator.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The markets that exist, and among them those that take orders now. Guarded by the world's lock.
 */
final class Traders {
  private final MarketPlan plan;
  private final List<MarketState> states = new ArrayList<>();
  private final PriorityQueue<MarketState> ending =
      new PriorityQueue<>(Comparator.comparingLong((MarketState state) -> state.spec.endAt()));
  private final List<MarketState> open = new ArrayList<>();
  private double[] shares = new double[0];

  Traders(MarketPlan plan) {
    this.plan = plan;
  }

  /** Opens and ends markets up to a time. */
  void advance(long time) {
    boolean changed = false;
    while (plan.market(states.size()).createdAt() <= time) {
      var state = new MarketState(plan.market(states.size()));
      states.add(state);
      if (state.spec.kind().tradable()) {
        open.add(state);
        ending.add(state);
        changed = true;
      }
    }
    for (var next = ending.peek();
        next != null && next.spec.endAt() <= time;
        next = ending.peek()) {
      ending.remove();
      open.remove(next);
      next.close();
      changed = true;
    }
    if (changed) {
      shares = new double[open.size()];
      double total = 0;
      for (int i = 0; i < shares.length; i++) {
        total += open.get(i).spec.weight();
        shares[i] = total;
      }
    }
  }

  boolean any() {
    return !open.isEmpty();
  }

  MarketState pick(Rng rng) {
    double draw = rng.unit() * shares[shares.length - 1];
    int at = Arrays.binarySearch(shares, draw);
    return open.get(Math.min(at < 0 ? -at - 1 : at, shares.length - 1));
  }

  /** All markets that exist, by index. */
  List<MarketState> states() {
    return states;
  }
}
