package io.polytape.simulator.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Every market that there will ever be, in the order of their ids.
 *
 * <p>Markets are drawn in groups of eight that depend on the seed and the group's number only: an
 * event of several neg-risk markets, then single ones. Asking for a market makes all before it;
 * what was made is kept.
 */
final class MarketPlan {
  private static final int GROUP = 8;

  /** Markets before the anchor begin to appear this long before history does. */
  private static final long HEAD_START = Duration.ofDays(10).toSeconds();

  /** The year 9999. */
  private static final long NEVER = 253_402_300_799L;

  private final WorldConfig config;
  private final MarketWriter writer;
  private final List<MarketSpec> specs = new ArrayList<>();
  private final List<VenueEvent> events = new ArrayList<>();

  MarketPlan(WorldConfig config) {
    this.config = config;
    this.writer = new MarketWriter(config);
  }

  MarketSpec market(int index) {
    while (specs.size() <= index) {
      addGroup();
    }
    return specs.get(index);
  }

  /** When a market appears, in epoch seconds; never before the one with the next smaller index. */
  private long createdAt(int index) {
    if (index < config.markets()) {
      long from = config.startSecond() - HEAD_START;
      return from + (config.anchorSecond() - from) * index / config.markets();
    }
    if (config.marketsPerMinute() == 0) {
      return NEVER;
    }
    double minutes = (index - config.markets() + 0.5) / config.marketsPerMinute();
    return config.anchorSecond() + (long) (minutes * 60);
  }

  private void addGroup() {
    int first = specs.size();
    var rng = new Rng(Mix.of(config.seed(), 11, first));
    int negRisk = rng.pick(List.of(0, 3, 4, 5));
    if (first < config.markets() && first + GROUP > config.markets()) {
      negRisk = 0; // an event never straddles the anchor
    }
    if (negRisk > 0) {
      add(writer.negRiskGroup(events.size(), first, negRisk, createdAt(first), rng));
    }
    for (int index = first + negRisk; index < first + GROUP; index++) {
      add(writer.single(events.size(), index, createdAt(index), rng));
    }
  }

  private void add(List<MarketSpec> markets) {
    specs.addAll(markets);
    events.add(markets.getFirst().event());
  }
}
