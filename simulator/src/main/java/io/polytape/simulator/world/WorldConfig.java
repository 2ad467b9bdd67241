package io.polytape.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a world is made from; two worlds with equal configurations and equal live controls are
 * equal.
 *
 * @param anchor where history ends and the live tail begins, in whole seconds
 * @param markets how many markets there are at the anchor
 * @param historyFills how many fills there are before the anchor, exactly
 * @param historyBursts sizes of blocks in history that hold this many fills with one timestamp
 * @param burstiness 0 = an even flow, 1 = long silences and crowded blocks
 * @param marketsPerMinute how many new markets appear while live, on average
 * @param lateBy how long the markets of a late-market fault stay hidden
 * @param maxFills where the world stops to trade, so that it fits into memory
 */
public record WorldConfig(
    long seed,
    Instant anchor,
    int markets,
    int historyFills,
    Duration history,
    List<Integer> historyBursts,
    double burstiness,
    double marketsPerMinute,
    Duration lateBy,
    int maxFills) {

  public WorldConfig {
    historyBursts = List.copyOf(historyBursts);
    check(markets >= 8 && markets <= 200_000, "markets: expected 8 to 200000, was " + markets);
    check(historyFills >= 0, "history fills: expected 0 or more, was " + historyFills);
    check(
        maxFills >= historyFills,
        "most fills: expected at least the history's " + historyFills + ", was " + maxFills);
    check(history.toSeconds() >= 600, "history: expected at least ten minutes, was " + history);
    check(history.toDays() <= 3_000, "history: expected at most 3000 days, was " + history);
    check(burstiness >= 0 && burstiness <= 1, "burstiness: expected 0 to 1, was " + burstiness);
    check(
        marketsPerMinute >= 0 && marketsPerMinute <= 600,
        "new markets per minute: expected 0 to 600, was " + marketsPerMinute);
    check(!lateBy.isNegative(), "late by: expected no negative time, was " + lateBy);
    long inBursts = 0;
    for (int burst : historyBursts) {
      check(burst > 0, "history bursts: expected sizes above 0, was " + historyBursts);
      inBursts += burst;
    }
    check(
        inBursts <= historyFills,
        "history bursts: expected no more than the history's fills, was " + inBursts);
  }

  /** Epoch second of the anchor. */
  public long anchorSecond() {
    return anchor.getEpochSecond();
  }

  /** Epoch second at which history begins. */
  public long startSecond() {
    return anchorSecond() - history.toSeconds();
  }

  private static void check(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
