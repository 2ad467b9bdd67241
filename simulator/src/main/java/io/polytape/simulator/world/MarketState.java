package io.polytape.simulator.world;

import java.util.ArrayList;
import java.util.List;

/** What changes about a market while it trades. Guarded by the world's lock. */
final class MarketState {
  /** Resting orders kept per market; a new one replaces a random one when there are more. */
  private static final int MOST_ORDERS = 16;

  private static final long DAY = 86_400;

  final MarketSpec spec;
  private final List<Order> resting = new ArrayList<>();
  private int tick;
  private long volume;
  private long day;
  private long dayVolume;
  private long tradedAt;
  private int trades;

  MarketState(MarketSpec spec) {
    this.spec = spec;
    this.tick = spec.firstTick();
  }

  /** The price of an outcome in ticks, between 1 and ticks - 1. */
  int tickOf(int outcome) {
    return outcome == 0 || spec.outcomes().size() != 2 ? tick : spec.ticks() - tick;
  }

  void walk(Rng rng) {
    if (rng.chance(0.3)) {
      int step = rng.chance(0.5) ? 1 : -1;
      tick = Math.clamp(tick + step, spec.ticks() / 100 + 1, spec.ticks() - spec.ticks() / 100 - 1);
    }
  }

  void traded(long collateral, long time) {
    if (time / DAY != day) {
      day = time / DAY;
      dayVolume = 0;
    }
    volume += collateral;
    dayVolume += collateral;
    tradedAt = time;
    trades++;
  }

  void rest(Order order, Rng rng) {
    if (order.remaining() <= 0) {
      return;
    }
    if (resting.size() < MOST_ORDERS) {
      resting.add(order);
    } else {
      resting.set(rng.below(MOST_ORDERS), order);
    }
  }

  List<Order> resting() {
    return resting;
  }

  /** Forgets what can no longer trade. */
  void close() {
    resting.clear();
  }

  MarketView view(long time) {
    return new MarketView(
        spec, time, tick, volume, time / DAY == day ? dayVolume : 0, tradedAt, trades);
  }
}
