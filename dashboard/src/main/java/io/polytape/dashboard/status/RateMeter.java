package io.polytape.dashboard.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rates out of running totals, over a short window so that they do not flicker. A total that goes
 * back, because a process or an engine started again, starts its window again. One thread only.
 */
public final class RateMeter {
  private final Duration window;
  private final Map<String, Deque<Reading>> readings = new HashMap<>();

  private record Reading(Instant at, long total) {}

  public RateMeter(Duration window) {
    this.window = window;
  }

  /** Takes a reading; the rate per second, or null after only one. */
  public @Nullable Double rate(String name, long total, Instant at) {
    Deque<Reading> kept = readings.computeIfAbsent(name, key -> new ArrayDeque<>());
    Reading last = kept.peekLast();
    if (last != null && total < last.total()) {
      kept.clear();
      last = null;
    }
    if (last != null && !at.isAfter(last.at())) {
      return rateOf(kept);
    }
    kept.addLast(new Reading(at, total));
    // The one reading at or before the window's start stays, for it is where the window begins.
    while (kept.size() > 2 && second(kept).at().isBefore(at.minus(window))) {
      kept.removeFirst();
    }
    return rateOf(kept);
  }

  /** Forgets every name but these. */
  public void retain(Set<String> names) {
    readings.keySet().retainAll(names);
  }

  private static Reading second(Deque<Reading> kept) {
    var each = kept.iterator();
    each.next();
    return each.next();
  }

  private static @Nullable Double rateOf(Deque<Reading> kept) {
    if (kept.size() < 2) {
      return null;
    }
    Reading first = kept.getFirst();
    Reading last = kept.getLast();
    double seconds = Duration.between(first.at(), last.at()).toNanos() / 1e9;
    return Math.round((last.total() - first.total()) / seconds * 10) / 10.0;
  }
}
