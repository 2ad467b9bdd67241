package io.polytape.processors.trade;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.config.Config;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TradeSettingsTest {
  @Test
  void hasItsDefaults() throws Exception {
    assertThat(TradeSettings.of(Config.resolve(TradeSettings.ALL, Map.of(), Map.of())))
        .isEqualTo(new TradeSettings(1_000, 200_000, Duration.ofHours(24)));
  }

  @Test
  void isReadFromTheEnvironment() throws Exception {
    Map<String, String> environment =
        Map.of("PROCESSOR_BATCH", "7", "PARKED_MAX", "8", "PARKED_MAX_AGE", "9m");
    assertThat(TradeSettings.of(Config.resolve(TradeSettings.ALL, Map.of(), environment)))
        .isEqualTo(new TradeSettings(7, 8, Duration.ofMinutes(9)));
  }
}
