package io.polytape.simulator;

import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.LiveFaults;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.world.WorldConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The settings of the command, and what they make of the simulator. The defaults are those of the
 * demo.
 */
final class SimulatorSettings {
  static final Setting<String> HOST =
      Setting.text("SIMULATOR_HOST", "127.0.0.1", "address to listen on");
  static final Setting<Integer> PORT =
      Setting.port("SIMULATOR_PORT", 8090, "port to listen on; 0 for any free one");
  static final Setting<Long> SEED =
      Setting.number("SIMULATOR_SEED", 1, 0, Long.MAX_VALUE, "seed of the world");
  static final Setting<Integer> MARKETS =
      Setting.integer("SIMULATOR_MARKETS", 5_000, 8, 200_000, "markets at the start");
  static final Setting<Integer> HISTORY_FILLS =
      Setting.integer("SIMULATOR_HISTORY_FILLS", 50_000, 0, 20_000_000, "fills before the start");
  static final Setting<Integer> HISTORY_DAYS =
      Setting.integer("SIMULATOR_HISTORY_DAYS", 30, 1, 3_000, "days that history spans");
  static final Setting<List<Integer>> HISTORY_BURSTS =
      new Setting<>(
          "SIMULATOR_HISTORY_BURSTS",
          "1000,3500",
          "sizes of crowds of fills with one timestamp in history; without effect in a small one by"
              + " default",
          false,
          SimulatorSettings::sizes);
  static final Setting<Double> BURSTINESS =
      fraction("SIMULATOR_BURSTINESS", "0.5", 1, "0 for an even flow, 1 for silences and crowds");
  static final Setting<Double> RATE =
      fraction("SIMULATOR_RATE", "20", 1_000_000, "live fills per second; 0 for no live tail");
  static final Setting<Double> NEW_MARKETS =
      fraction("SIMULATOR_NEW_MARKETS", "2", 600, "new markets per minute while live");
  static final Setting<Duration> LATE_BY =
      Setting.duration("SIMULATOR_LATE_BY", "60s", "how long the fault late-market hides a market");
  static final Setting<Integer> MOST_FILLS =
      Setting.integer(
          "SIMULATOR_MOST_FILLS",
          10_000_000,
          1,
          100_000_000,
          "fills after which the venue trades no more; each takes about 50 bytes of memory");
  static final Setting<Map<Fault, Double>> FAULTS =
      new Setting<>(
          "SIMULATOR_FAULTS",
          "",
          "faults from the start, as in rate-limit=0.02,timeout=0.01 or all=0.02",
          false,
          Faults::parse);
  static final Setting<Boolean> KEEP =
      Setting.flag(
          "SIMULATOR_KEEP",
          true,
          "go on with the same world after a restart, from simulator/world.json in DATA_DIR");

  static final Setting<Double> BOOK_RATE =
      fraction(
          "SIMULATOR_BOOK_RATE",
          "200",
          1_000_000,
          "changes of tokens' book levels per second; 0 for books that stand still");
  static final Setting<Double> LIVE_TRADE_RATE =
      fraction("SIMULATOR_LIVE_TRADE_RATE", "5", 100_000, "trades per second on the live channel");
  static final Setting<Integer> BOOK_LIMIT =
      Setting.integer(
          "SIMULATOR_BOOK_LIMIT",
          LiveConfig.BOOK_LIMIT,
          0,
          1_000_000,
          "tokens of a connection beyond which subscribing brings no first books");
  static final Setting<Map<LiveFault, Double>> LIVE_FAULTS =
      new Setting<>(
          "SIMULATOR_LIVE_FAULTS",
          "",
          "faults of the live channel from the start, as in ws-drop-frame=0.001,ws-silence=0.01",
          false,
          LiveFaults::parse);

  static final List<Setting<?>> ALL =
      List.of(
          HOST,
          PORT,
          SEED,
          MARKETS,
          HISTORY_FILLS,
          HISTORY_DAYS,
          HISTORY_BURSTS,
          BURSTINESS,
          RATE,
          NEW_MARKETS,
          LATE_BY,
          MOST_FILLS,
          FAULTS,
          KEEP,
          BOOK_RATE,
          LIVE_TRADE_RATE,
          BOOK_LIMIT,
          LIVE_FAULTS,
          CommonSettings.DATA_DIR);

  private SimulatorSettings() {}

  /**
   * @param now where history ends if the world is a new one
   * @throws IllegalArgumentException if values do not go together
   */
  static SimulatorConfig read(Config config, Instant now) {
    int fills = config.get(HISTORY_FILLS);
    List<Integer> bursts = config.get(HISTORY_BURSTS);
    boolean small = fills < 4L * bursts.stream().mapToInt(Integer::intValue).sum();
    if (small && !config.isGiven(HISTORY_BURSTS)) {
      bursts = List.of();
    }
    var world =
        new WorldConfig(
            config.get(SEED),
            now.truncatedTo(ChronoUnit.SECONDS),
            config.get(MARKETS),
            fills,
            Duration.ofDays(config.get(HISTORY_DAYS)),
            bursts,
            config.get(BURSTINESS),
            config.get(NEW_MARKETS),
            config.get(LATE_BY),
            config.get(MOST_FILLS));
    Path file = config.get(CommonSettings.DATA_DIR).resolve("simulator").resolve("world.json");
    return new SimulatorConfig(
        config.get(HOST),
        config.get(PORT),
        world,
        config.get(RATE),
        config.find(FAULTS).orElse(Map.of()),
        config.get(KEEP) ? file : null,
        new LiveConfig(
            config.get(BOOK_RATE),
            config.get(LIVE_TRADE_RATE),
            config.get(BOOK_LIMIT),
            config.find(LIVE_FAULTS).orElse(Map.of())));
  }

  private static List<Integer> sizes(String text) {
    if (text.equals("none")) {
      return List.of();
    }
    if (!text.matches("[0-9]{1,7}(,[0-9]{1,7})*")) {
      throw new IllegalArgumentException("expected none or numbers such as 1000,3500");
    }
    return Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static Setting<Double> fraction(
      String variable, String fallback, double most, String about) {
    return new Setting<>(
        variable,
        fallback,
        about,
        false,
        text -> {
          double value;
          try {
            value = Double.parseDouble(text);
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("expected a number from 0 to " + most, e);
          }
          if (!(value >= 0 && value <= most)) {
            throw new IllegalArgumentException("expected a number from 0 to " + most);
          }
          return value;
        });
  }
}
