package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.Rng;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picks markets: some move much more than others, but each moves now and then. */
final class Weights {
  /** Share of the picks in which all markets are equal. */
  private static final double EVEN = 0.4;

  private List<LiveMarket> open = List.of();
  private double[] sums = new double[0];
  private boolean stale = true;

  /** Says that markets came, ended or went. */
  void stale() {
    stale = true;
  }

  @Nullable LiveMarket pick(Collection<LiveMarket> markets, Rng rng) {
    if (stale) {
      count(markets);
    }
    if (open.isEmpty()) {
      return null;
    }
    if (rng.chance(EVEN)) {
      return rng.pick(open);
    }
    int at = Arrays.binarySearch(sums, rng.unit() * sums[sums.length - 1]);
    return open.get(Math.min(at < 0 ? -at - 1 : at, sums.length - 1));
  }

  private void count(Collection<LiveMarket> markets) {
    open = markets.stream().filter(LiveMarket::trading).toList();
    sums = new double[open.size()];
    double total = 0;
    for (int i = 0; i < sums.length; i++) {
      total += open.get(i).spec().weight();
      sums[i] = total;
    }
    stale = false;
  }
}
