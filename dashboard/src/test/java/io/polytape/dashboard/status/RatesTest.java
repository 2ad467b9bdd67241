package io.polytape.dashboard.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class RatesTest {
  private static final Instant START = Instant.parse("2026-11-21T00:00:00Z");

  private final RateMeter meter = new RateMeter(Duration.ofSeconds(5));
  private final RateHistory history = new RateHistory();

  @Test
  void hasNoRateAfterOneReading() {
    assertThat(meter.rate("a", 100, START)).isNull();
  }

  @Test
  void measuresOverTheWindowAndNotOnlyOverTheLastStep() {
    for (int second = 0; second <= 20; second++) {
      meter.rate("a", second < 15 ? 0 : (second - 15) * 100L, START.plusSeconds(second));
    }
    assertThat(meter.rate("a", 600, START.plusSeconds(21))).isEqualTo(100.0);
  }

  @Test
  void startsAgainWhenATotalGoesBack() {
    meter.rate("a", 1_000, START);
    meter.rate("a", 2_000, START.plusSeconds(1));
    assertThat(meter.rate("a", 5, START.plusSeconds(2))).isNull();
    assertThat(meter.rate("a", 15, START.plusSeconds(3))).isEqualTo(10.0);
  }

  @Test
  void keepsTenMinutesAndLeavesGapsWhereNothingWasMeasured() {
    history.add("s", 10.0, START);
    history.add("s", 20.0, START.plusSeconds(1));
    history.add("s", 7.0, START.plusSeconds(10));
    var values = Objects.requireNonNull(history.at(START.plusSeconds(10)).series().get("s"));

    assertThat(values).hasSize(RateHistory.STEPS);
    assertThat(values.subList(117, 120)).containsExactly(15.0, null, 7.0);
    assertThat(history.at(START.plusSeconds(700)).series().get("s")).containsOnlyNulls();
  }

  @Test
  void keepsNoMoreSeriesThanItsBound() {
    for (int i = 0; i < 1_000; i++) {
      history.add("s" + i, 1.0, START);
    }
    assertThat(history.at(START).series()).hasSize(96);
  }

  @Test
  void countsLagExactlyBelowTheCapAndEstimatesAbove() {
    assertThat(EntryIds.lag("5-0", 7, 1_000, "12-0", "1-0", "12-0", 12)).isEqualTo(7);
    // 1,000 entries took 100 ms, and 900 ms are left.
    assertThat(EntryIds.lag("100-0", 1_000, 1_000, "200-0", "50-0", "1100-0", 1_000_000))
        .isEqualTo(10_000);
  }

  @Test
  void neverEstimatesMoreLagThanTheStreamHasEntries() {
    assertThat(EntryIds.lag("0-0", 1_000, 1_000, "101-0", "100-0", "9000-0", 4_321))
        .isEqualTo(4_321);
  }
}
