package io.polytape.ingesters.clob;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many of each kind of thing came since the last look; the kinds are a bounded set. */
final class EventCounts {
  private static final int MOST_KINDS = 200;

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  void add(String kind) {
    LongAdder count = counts.get(kind);
    if (count == null) {
      String name = counts.size() < MOST_KINDS ? kind : "other";
      count = counts.computeIfAbsent(name, ignored -> new LongAdder());
    }
    count.increment();
  }

  /** What came since the last call; nothing for kinds of which none came. */
  Map<String, Long> drain() {
    var drained = new HashMap<String, Long>();
    counts.forEach(
        (kind, count) -> {
          long sum = count.sumThenReset();
          if (sum != 0) {
            drained.put(kind, sum);
          }
        });
    return drained;
  }

  /** Takes back what could not be written. */
  void restore(Map<String, Long> drained) {
    drained.forEach(
        (kind, sum) -> counts.computeIfAbsent(kind, ignored -> new LongAdder()).add(sum));
  }
}
