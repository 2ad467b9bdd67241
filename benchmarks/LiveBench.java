import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.world.WorldConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures the live line, socket to hot cache and to ClickHouse, beside a bare client that only
 * receives and parses the same frames. Run by {@code scripts/bench-live}.
 */
public final class LiveBench {
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration RUN = Duration.ofSeconds(20);

  private LiveBench() {}

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    Path home = Files.createTempDirectory("polytape-bench-live");
    try (var simulator = Simulator.start(venue())) {
      System.out.printf(
          Locale.ROOT,
          "machine: %d cores, JDK %s; %d tokens%n",
          Runtime.getRuntime().availableProcessors(),
          Runtime.version(),
          simulator.books().tokens().size());
      System.out.printf(
          Locale.ROOT,
          "%-62s %,12.0f%n",
          "bare OkHttp receive + Jackson parse, events per second",
          new BareClient(simulator).eventsPerSecond(given.isEmpty() ? 400_000 : 100_000));
      try (var line = new Line(home, simulator)) {
        line.start();
        if (given.contains("--soak")) {
          Soak.run(line, simulator, Duration.ofMinutes(30), 5_000);
          return;
        }
        for (int rate : List.of(1_000, 10_000)) {
          latencies(line, simulator, rate);
        }
        sustained(line, simulator);
      }
    } finally {
      try (Stream<Path> files = Files.walk(home)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(each -> each.toFile().delete());
      }
    }
  }

  private static SimulatorConfig venue() {
    var world =
        new WorldConfig(
            7,
            Instant.now(),
            6_000,
            10_000,
            Duration.ofDays(30),
            List.of(),
            0.5,
            0,
            Duration.ofSeconds(20),
            1_000_000);
    return SimulatorConfig.small(7, Instant.now())
        .withWorld(world)
        .withLive(LiveConfig.still());
  }

  private static void latencies(Line line, Simulator simulator, int rate) throws Exception {
    simulator.bookRates(rate, Math.max(5, rate / 500));
    Thread.sleep(WARM_UP);
    try (var hot = new HotProbe(line.redis(), simulator.books());
        var table = new TableProbe(line.clickHousePort(), simulator.books())) {
      Thread.sleep(RUN);
      print("socket to hot cache at " + rate + "/s", hot.latencies());
      print("socket to visible in a SELECT at " + rate + "/s", table.latencies());
    }
    line.printMemory();
  }

  private static void print(String what, Latencies latencies) {
    System.out.printf(
        Locale.ROOT,
        "%-62s p50 %,d ms, p99 %,d ms, p99.9 %,d ms (%,d samples)%n",
        what,
        latencies.at(0.5),
        latencies.at(0.99),
        latencies.at(0.999),
        latencies.count());
  }

  /** The highest of some rates at which the line keeps up: the newest row stays new. */
  private static void sustained(Line line, Simulator simulator) throws Exception {
    var kept = new ArrayList<Integer>();
    for (int rate : List.of(10_000, 15_000, 20_000, 30_000, 40_000)) {
      simulator.bookRates(rate, rate / 500);
      Thread.sleep(Duration.ofSeconds(5));
      long from = line.rows("price_changes");
      long since = System.nanoTime();
      Thread.sleep(RUN);
      double stored = (line.rows("price_changes") - from) * 1e9 / (System.nanoTime() - since);
      long behind = line.behind();
      boolean keeps = behind < 3_000 && stored > 0.95 * rate;
      System.out.printf(
          Locale.ROOT,
          "%,7d/s: %,.0f rows/s in price_changes, the newest %,d ms old: %s%n",
          rate,
          stored,
          behind,
          keeps ? "kept" : "not kept");
      if (!keeps) {
        break;
      }
      kept.add(rate);
    }
    System.out.printf(
        Locale.ROOT,
        "%-62s %,12d%n",
        "sustained, socket to hot cache and ClickHouse, events per second",
        kept.isEmpty() ? 0 : kept.getLast());
    simulator.bookRates(0, 0);
    System.out.println(line.cpu());
  }
}
