package io.polytape.processors.trade;

import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the trade processor.
 *
 * @param batch most fills in one atomic step
 * @param parkedMax parked fills at which no new ones are read
 * @param parkedMaxAge how long a fill waits for its market
 */
record TradeSettings(int batch, long parkedMax, Duration parkedMaxAge) {
  static final Setting<Integer> BATCH =
      Setting.integer("PROCESSOR_BATCH", 1_000, 1, 5_000, "most fills in one atomic step");
  static final Setting<Long> PARKED_MAX =
      Setting.number(
          "PARKED_MAX",
          200_000,
          1,
          100_000_000,
          "parked fills at which no new ones are read until their markets are known");
  static final Setting<Duration> PARKED_MAX_AGE =
      Setting.duration(
          "PARKED_MAX_AGE",
          "24h",
          "how long a fill waits for its market before it becomes a trade without one");

  static final List<Setting<?>> ALL = List.of(BATCH, PARKED_MAX, PARKED_MAX_AGE);

  static TradeSettings of(Config config) {
    return new TradeSettings(config.get(BATCH), config.get(PARKED_MAX), config.get(PARKED_MAX_AGE));
  }
}
