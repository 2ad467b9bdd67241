package io.polytape.launcher.e2e;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.exceptions.JedisDataException;

/** The whole line on free ports: engines, simulator, workers, tables. */
final class Line implements AutoCloseable {
  /** The workers between the sources and the tables. */
  static final List<String> WORKERS =
      List.of("polymarket-ingester", "goldsky-ingester", "trade-processor", "clickhouse-writer");

  /** The workers between the venue's socket and the tables. */
  static final List<String> LIVE_WORKERS =
      List.of("polymarket-ingester", "websocket-ingester", "book-processor", "clickhouse-writer");

  /** The engines beneath them. */
  static final List<String> ENGINES = List.of("embedded-redis", "embedded-clickhouse");

  final Simulator simulator;
  final Program program;
  final Tables tables;
  final Truth truth;
  final Redis redis;

  Line(Path folder, SimulatorConfig config) {
    this(folder, config, Map.of());
  }

  /**
   * @param settings beside those of every line
   */
  Line(Path folder, SimulatorConfig config, Map<String, String> settings) {
    this.simulator = Simulator.start(config);
    int redisPort = Program.freePort();
    int clickHousePort = Program.freePort();
    var environment = new LinkedHashMap<String, String>();
    environment.put("REDIS_PORT", Integer.toString(redisPort));
    environment.put("CLICKHOUSE_PORT", Integer.toString(clickHousePort));
    environment.put("DATA_DIR", folder.resolve("data").toString());
    environment.put("POLYMARKET_GAMMA_URL", simulator.gammaUrl());
    environment.put("GOLDSKY_URL", simulator.goldskyUrl());
    environment.put("POLYMARKET_WS_URL", simulator.wsUrl());
    environment.put("POLYMARKET_CLOB_URL", simulator.clobUrl());
    environment.put("POLYMARKET_DATA_URL", simulator.dataUrl());
    environment.put("GOLDSKY_POLL_INTERVAL", "1s");
    environment.put("GAMMA_POLL_INTERVAL", "1s");
    environment.put("GAMMA_REFRESH_INTERVAL", "2s");
    // A market may come and close while the fault of late markets hides it.
    environment.put("GAMMA_CLOSED_INTERVAL", "5s");
    environment.put("WRITER_BATCH_TIME", "500ms");
    // A stalled answer costs its timeout, and the backoff after it: many of them come here.
    environment.put("GAMMA_TIMEOUT", "3s");
    environment.put("GOLDSKY_TIMEOUT", "3s");
    environment.putAll(settings);
    this.program = new Program(folder, Map.copyOf(environment));
    this.tables = new Tables(clickHousePort);
    this.truth = new Truth(simulator.ledger(), tables);
    this.redis = new Redis("127.0.0.1", redisPort, null);
  }

  void startEngines() {
    ENGINES.forEach(engine -> program.start(engine, engine));
    await("the engines", Duration.ofSeconds(60), tables::answers);
    if (program.run("setup-schema") != 0) {
      throw new AssertionError(program.tail("setup-schema"));
    }
  }

  void startWorkers() {
    WORKERS.forEach(worker -> program.start(worker, worker));
  }

  void startLiveWorkers() {
    LIVE_WORKERS.forEach(worker -> program.start(worker, worker));
  }

  /** Stops the live tail; returns when the ledger has its last row. */
  void stopTail() {
    Instant asked = Instant.now();
    simulator.live(0); // from the next second on
    await(
        "the tail's end", Duration.ofSeconds(5), () -> Instant.now().isAfter(asked.plusSeconds(2)));
  }

  /** Waits until every fill and its trade has arrived, nothing is parked, and markets agree. */
  void awaitEverythingArrived(Duration time) {
    await(
        "every fill and trade",
        time,
        () ->
            tables.count("SELECT count() FROM order_filled") >= truth.fills()
                && tables.count("SELECT count() FROM trades") >= truth.fills());
    await("every market", time, truth::marketsEqual);
    await("empty pending lists", time, () -> pending() == 0);
  }

  /** Entries that some group has not acknowledged; -1 while that cannot be said. */
  long pending() {
    try {
      return redis.run(
          "test",
          client -> {
            long sum = 0;
            for (Streams stream : Streams.all()) {
              for (String group : stream.groups()) {
                sum += client.xpending(stream.key(), group).getTotal();
              }
            }
            return sum;
          });
    } catch (TransientException | JedisDataException e) {
      return -1;
    }
  }

  /** What tells one run of the Redis server from the next; empty while it does not answer. */
  String redisRun() {
    try {
      String server = redis.run("test", client -> client.info("server"));
      return server.lines().filter(each -> each.startsWith("run_id:")).findFirst().orElse("");
    } catch (TransientException | JedisDataException e) {
      return "";
    }
  }

  /** Whether a worker that was started says that it lives. */
  boolean beats(String name) {
    String member = "-" + program.pid(name);
    try {
      return redis.run("test", client -> client.zrange(Keys.WORKERS, 0, -1)).stream()
          .anyMatch(each -> each.endsWith(member));
    } catch (TransientException | JedisDataException e) {
      return false;
    }
  }

  long deadLetters() throws TransientException {
    return redis.run("test", client -> client.xlen(Streams.DEAD_LETTERS.key()));
  }

  /** Why entries were given up, each reason once; empty when that cannot be said. */
  Set<String> deadLetterReasons() {
    try {
      return redis.run(
          "test",
          client -> {
            var reasons = new TreeSet<String>();
            client
                .xrange(Streams.DEAD_LETTERS.key(), "-", "+", 1_000)
                .forEach(entry -> reasons.add(String.valueOf(entry.getFields())));
            return reasons;
          });
    } catch (TransientException e) {
      return Set.of();
    }
  }

  long parked() throws TransientException {
    return redis.run("test", client -> client.zcard(Keys.PARKED_TOKENS));
  }

  void await(String what, Duration time, BooleanSupplier reached) {
    long deadline = System.nanoTime() + time.toNanos();
    while (!reached.getAsBoolean()) {
      // A supervisor would start it again, and hide that it fell.
      for (String name : program.ended()) {
        throw new AssertionError(
            name + " ended by itself while we waited for " + what + "\n" + program.tail(name));
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "%s did not come within %s: %d of %d fills, %d trades, %d pending%n%s"
                .formatted(
                    what,
                    time,
                    tables.count("SELECT count() FROM order_filled"),
                    truth.fills(),
                    tables.count("SELECT count() FROM trades"),
                    pending(),
                    String.join("\n", program.names().stream().map(program::tail).toList())));
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(100); // between two looks at a condition, not for a condition
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    redis.close();
    program.close();
    simulator.close();
  }
}
