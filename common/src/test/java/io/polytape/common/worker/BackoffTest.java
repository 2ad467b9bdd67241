package io.polytape.common.worker;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BackoffTest {
  @Test
  void everyDelayLiesInTheUpperHalfOfADoublingThatStopsAtTheCap() {
    qt().forAll(integers().all(), longs().between(1, 100_000), longs().between(0, 10_000_000))
        .check(
            (failures, first, more) -> {
              long cap = first + more;
              var backoff =
                  new Backoff(
                      Duration.ofMillis(first), Duration.ofMillis(cap), new Random(failures));
              long doubled = first << Math.min(Math.max(failures, 1) - 1, 30);
              long full = Math.min(cap, doubled);
              long delay = backoff.delayAfter(failures).toMillis();
              return delay >= full / 2 && delay <= full;
            });
  }

  @Test
  void refusesBoundsThatAreNoBounds() {
    var second = Duration.ofSeconds(1);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, second, new Random()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Backoff(second, Duration.ofMillis(999), new Random()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
