package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The last ten minutes of rates in a ring of fixed size: one value for each series and step, the
 * mean of what was measured in it. Series beyond the bound are not kept. One thread only.
 */
final class RateHistory {
  static final int STEP_SECONDS = 5;
  static final int STEPS = 120;
  private static final int MAX_SERIES = 96;

  private final Map<String, Ring> rings = new LinkedHashMap<>();

  private static final class Ring {
    final double[] sums = new double[STEPS];
    final int[] counts = new int[STEPS];
    final long[] steps = new long[STEPS];
  }

  void add(String series, @Nullable Double rate, Instant at) {
    if (rate == null) {
      return;
    }
    Ring ring = rings.get(series);
    if (ring == null) {
      if (rings.size() >= MAX_SERIES) {
        return;
      }
      ring = new Ring();
      rings.put(series, ring);
    }
    long step = Math.floorDiv(at.getEpochSecond(), STEP_SECONDS);
    int slot = (int) Math.floorMod(step, (long) STEPS);
    if (ring.steps[slot] != step) {
      ring.steps[slot] = step;
      ring.sums[slot] = 0;
      ring.counts[slot] = 0;
    }
    ring.sums[slot] += rate;
    ring.counts[slot]++;
  }

  /** The ring as it is seen at a moment; steps in which nothing was measured are null. */
  History at(Instant now) {
    long last = Math.floorDiv(now.getEpochSecond(), STEP_SECONDS);
    var series = new TreeMap<String, List<@Nullable Double>>();
    rings.forEach(
        (name, ring) -> {
          var values = new ArrayList<@Nullable Double>(STEPS);
          for (long step = last - STEPS + 1; step <= last; step++) {
            int slot = (int) Math.floorMod(step, (long) STEPS);
            boolean known = ring.steps[slot] == step && ring.counts[slot] > 0;
            values.add(known ? Math.round(ring.sums[slot] / ring.counts[slot] * 10) / 10.0 : null);
          }
          series.put(name, values);
        });
    return new History(STEP_SECONDS, series);
  }
}
