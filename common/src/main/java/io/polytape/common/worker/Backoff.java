package io.polytape.common.worker;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait after the n-th failure in a row: doubling from {@code first}, never above {@code
 * cap}, each wait drawn from its upper half so that many workers do not return at once.
 */
public record Backoff(Duration first, Duration cap, RandomGenerator random) {
  public Backoff {
    if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
      throw new IllegalArgumentException("expected 0 < first <= cap, was " + first + ", " + cap);
    }
  }

  /** From half a second to 30 seconds: what suits an engine or a source that is away. */
  public static Backoff standard() {
    return new Backoff(
        Duration.ofMillis(500), Duration.ofSeconds(30), RandomGenerator.getDefault());
  }

  /** From a tenth of a second to two seconds: live data waits for Redis to come back. */
  public static Backoff live() {
    return new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2), RandomGenerator.getDefault());
  }

  /** The wait after so many failures in a row, the first being 1. */
  public Duration delayAfter(int failures) {
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    long full = Math.min(cap.toMillis(), saturatedShift(first.toMillis(), doublings));
    return Duration.ofMillis(full / 2 + random.nextLong(full / 2 + 1));
  }

  private static long saturatedShift(long value, int doublings) {
    return value > (Long.MAX_VALUE >> doublings) ? Long.MAX_VALUE : value << doublings;
  }
}
