package io.polytape.simulator.world;

import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides how many fills each block holds. Guarded by the world's lock. */
final class Schedule {
  private static final Logger log = LoggerFactory.getLogger(Schedule.class);

  private final WorldConfig config;
  private final Blocks blocks;
  private final BlockTrader trader;
  private final long historyBlocks;

  /** Fills to come in history's crowded blocks, by block. */
  private final NavigableMap<Long, Integer> historyBursts = new TreeMap<>();

  private int burstsToCome;
  private double budget;
  private boolean full;

  Schedule(WorldConfig config, Blocks blocks, BlockTrader trader) {
    this.config = config;
    this.blocks = blocks;
    this.trader = trader;
    this.historyBlocks = blocks.lastAt(config.anchorSecond() - 1) + 1;
    int bursts = config.historyBursts().size();
    for (int i = 0; i < bursts; i++) {
      int fills = config.historyBursts().get(i);
      historyBursts.put(historyBlocks * (2 * i + 1) / (2L * bursts), fills);
      burstsToCome += fills;
    }
  }

  /** Whether a block is before the anchor. */
  boolean history(long block) {
    return block < historyBlocks;
  }

  /**
   * The legs of a block; must be asked for ascending blocks.
   *
   * @param rate fills per second, for a live block
   * @param burst fills asked for with this one timestamp, in place of the rate; 0 for none
   * @param made how many fills there are already
   */
  List<Leg> trade(long block, long time, double rate, int burst, int made) {
    var rng = new Rng(Mix.of(config.seed(), 3, block));
    if (history(block)) {
      Integer crowded = historyBursts.remove(block);
      if (crowded == null) {
        return history(block, time, made, rng);
      }
      burstsToCome -= crowded;
      return trader.trade(time, crowded, crowded, rng);
    }
    int room = config.maxFills() - made;
    if (room <= 0) {
      if (!full) {
        full = true;
        log.atWarn().addKeyValue("fills", made).log("world is full and trades no more");
      }
      return List.of();
    }
    if (burst > 0) {
      return trader.trade(time, burst, Math.min(burst, room), rng);
    }
    budget += rate * (time - blocks.timeOf(block - 1)) * crowd(rng);
    return budget < 1 ? List.of() : spend(trader.trade(time, budget, room, rng));
  }

  /**
   * Spreads what is left of history over the blocks that are left, so that it ends with the exact
   * number.
   */
  private List<Leg> history(long block, long time, int made, Rng rng) {
    int left = config.historyFills() - made - burstsToCome;
    if (block == historyBlocks - 1) {
      budget = 0;
      return trader.trade(time, left, left, rng);
    }
    budget += (double) left / (historyBlocks - block) * crowd(rng);
    return budget < 1 || left < 1 ? List.of() : spend(trader.trade(time, budget, left, rng));
  }

  private List<Leg> spend(List<Leg> legs) {
    budget -= legs.size();
    return legs;
  }

  /** How crowded a block is: 1 on average. */
  private double crowd(Rng rng) {
    double drawn = rng.exponential();
    return 1 - config.burstiness() + config.burstiness() * drawn * drawn / 2;
  }
}
