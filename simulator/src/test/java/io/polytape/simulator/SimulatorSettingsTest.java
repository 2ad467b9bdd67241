package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.LiveFaults;
import io.polytape.simulator.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SimulatorSettingsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.7Z");

  private static SimulatorConfig read(Map<String, String> environment) throws ConfigException {
    return SimulatorSettings.read(
        Config.resolve(SimulatorSettings.ALL, Map.of(), environment), NOW);
  }

  @Test
  void defaultsAreThoseOfTheDemo() throws Exception {
    SimulatorConfig config = read(Map.of());
    assertThat(config.host()).isEqualTo("127.0.0.1");
    assertThat(config.port()).isEqualTo(8090);
    assertThat(config.rate()).isEqualTo(20);
    assertThat(config.faults()).isEmpty();
    assertThat(config.live()).isEqualTo(new LiveConfig(200, 5, 500, Map.of()));
    assertThat(config.stateFile()).isEqualTo(Path.of("data/simulator/world.json"));
    assertThat(config.world().anchor()).isEqualTo(Instant.parse("2026-11-20T12:00:00Z"));
    assertThat(config.world().markets()).isEqualTo(5_000);
    assertThat(config.world().historyFills()).isEqualTo(50_000);
    assertThat(config.world().historyBursts()).containsExactly(1_000, 3_500);
  }

  @Test
  void everySettingArrives() throws Exception {
    SimulatorConfig config =
        read(
            Map.ofEntries(
                Map.entry("SIMULATOR_HOST", "127.0.0.2"),
                Map.entry("SIMULATOR_PORT", "0"),
                Map.entry("SIMULATOR_SEED", "9"),
                Map.entry("SIMULATOR_MARKETS", "50"),
                Map.entry("SIMULATOR_HISTORY_FILLS", "600"),
                Map.entry("SIMULATOR_HISTORY_DAYS", "2"),
                Map.entry("SIMULATOR_HISTORY_BURSTS", "500"),
                Map.entry("SIMULATOR_BURSTINESS", "0.25"),
                Map.entry("SIMULATOR_RATE", "0.5"),
                Map.entry("SIMULATOR_NEW_MARKETS", "7"),
                Map.entry("SIMULATOR_LATE_BY", "5s"),
                Map.entry("SIMULATOR_MOST_FILLS", "9000"),
                Map.entry("SIMULATOR_FAULTS", "reset=0.1"),
                Map.entry("SIMULATOR_BOOK_RATE", "300"),
                Map.entry("SIMULATOR_LIVE_TRADE_RATE", "0.5"),
                Map.entry("SIMULATOR_BOOK_LIMIT", "40"),
                Map.entry("SIMULATOR_LIVE_FAULTS", "ws-silence=0.01, drop-frame=1"),
                Map.entry("SIMULATOR_KEEP", "false")));
    assertThat(config.live())
        .isEqualTo(
            new LiveConfig(
                300, 0.5, 40, Map.of(LiveFault.WS_SILENCE, 0.01, LiveFault.WS_DROP_FRAME, 1.0)));
    assertThat(config.host()).isEqualTo("127.0.0.2");
    assertThat(config.port()).isZero();
    assertThat(config.rate()).isEqualTo(0.5);
    assertThat(config.faults()).containsOnly(Map.entry(Fault.RESET, 0.1));
    assertThat(config.stateFile()).isNull();
    var world = config.world();
    assertThat(world.seed()).isEqualTo(9);
    assertThat(world.markets()).isEqualTo(50);
    assertThat(world.historyFills()).isEqualTo(600);
    assertThat(world.history()).isEqualTo(Duration.ofDays(2));
    assertThat(world.historyBursts()).isEqualTo(List.of(500));
    assertThat(world.burstiness()).isEqualTo(0.25);
    assertThat(world.marketsPerMinute()).isEqualTo(7);
    assertThat(world.lateBy()).isEqualTo(Duration.ofSeconds(5));
    assertThat(world.maxFills()).isEqualTo(9_000);
  }

  @Test
  void aSmallHistoryHasNoCrowdsUnlessAskedFor() throws Exception {
    assertThat(read(Map.of("SIMULATOR_HISTORY_FILLS", "100")).world().historyBursts()).isEmpty();
  }

  @Test
  void everyFaultIsListed() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "SIMULATOR_FAULTS",
                        "storm=1",
                        "SIMULATOR_RATE",
                        "x",
                        "SIMULATOR_HISTORY_BURSTS",
                        "a")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("SIMULATOR_FAULTS")
        .hasMessageContaining("SIMULATOR_RATE")
        .hasMessageContaining("SIMULATOR_HISTORY_BURSTS");
  }

  @Test
  void anUnknownLiveFaultIsNamed() {
    for (String wrong : List.of("nonsense=0.1", "ws-silence=2", "ws-silence", "ws-silence=x")) {
      assertThatThrownBy(() -> LiveFaults.parse(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(wrong.startsWith("ws") ? "ws-silence" : "nonsense");
    }
  }
}
