package io.polytape.launcher.e2e;

import io.polytape.common.worker.TransientException;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.world.WorldConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A line whose venue has moving books. */
final class LiveLine {
  /** A watchdog that waits half a minute would make hours of hundreds of episodes. */
  static final Map<String, String> SETTINGS =
      Map.of(
          "CLOB_SILENCE", "10s",
          "CLOB_FIRST_BOOK", "5s",
          "CLOB_TOKENS_PER_CONNECTION", "20",
          "CLOB_AUDIT_RATE", "200");

  private static final int LEAST_TOKENS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Line line;
  private final double changes;
  private final double trades;
  final HotBooks hot;
  final LiveTrades stored;
  final LiveChanges changed;

  /**
   * @param changes level changes of tokens per second while the books move
   * @param trades live trades per second likewise
   */
  LiveLine(Line line, double changes, double trades) {
    this.line = line;
    this.changes = changes;
    this.trades = trades;
    this.hot = new HotBooks(line.redis, line.simulator.books());
    this.stored = new LiveTrades(line.tables, line.simulator.books());
    this.changed = new LiveChanges(line.tables, line.simulator.books(), line.redis);
  }

  static SimulatorConfig config(long seed) {
    Instant now = Instant.now();
    var world =
        new WorldConfig(
            seed,
            now,
            700,
            2_000,
            Duration.ofDays(10),
            List.of(),
            0.5,
            4,
            Duration.ofSeconds(20),
            2_000_000);
    return SimulatorConfig.small(seed, now).withWorld(world);
  }

  /** Brings everything up; returns when every followed token has its book. */
  void start() {
    line.startEngines();
    line.startLiveWorkers();
    awaitBooks("the first books", PATIENCE);
    move();
  }

  void move() {
    line.simulator.bookRates(changes, trades);
  }

  /** The books have a last state from here on. */
  void stand() {
    line.simulator.bookRates(0, 0);
  }

  /** Until something new has come through, or kills would all hit idle processes. */
  void awaitMovement() {
    long before = line.tables.count("SELECT count() FROM price_changes");
    line.await(
        "movement",
        PATIENCE,
        () -> line.tables.count("SELECT count() FROM price_changes") > before);
  }

  /**
   * Ends a process as {@code kill -9} does and starts it again. The Redis server is a child that
   * outlives its parent by a moment; returns when the next one answers.
   */
  void killAndRestart(String victim) {
    String before = line.redisRun();
    line.program.killAndRestart(victim);
    if (victim.equals("embedded-redis")) {
      line.await(
          "the next Redis",
          PATIENCE,
          () -> !line.redisRun().isEmpty() && !line.redisRun().equals(before));
    }
  }

  Set<String> tokens() {
    try {
      return hot.followed();
    } catch (TransientException e) {
      return Set.of();
    }
  }

  /** Until the hot cache is the venue's; only while the books stand still. */
  void awaitBooks(String after, Duration time) {
    var last = new LinkedHashMap<String, String>();
    try {
      line.await(
          "true books after " + after,
          time,
          () -> {
            Set<String> tokens = tokens();
            try {
              last.clear();
              last.putAll(hot.differences(tokens));
              return tokens.size() >= LEAST_TOKENS && last.isEmpty();
            } catch (TransientException e) {
              return false;
            }
          });
    } catch (AssertionError e) {
      throw new AssertionError(
          "%d of %d books differ, such as %s%nDead letters: %s%n%s"
              .formatted(
                  last.size(),
                  tokens().size(),
                  last.entrySet().stream().limit(3).toList(),
                  line.deadLetterReasons().stream().limit(3).toList(),
                  e.getMessage()),
          e);
    }
  }

  /** Until {@code live_trades} holds what it must; says what is wrong when it does not. */
  void awaitTrades(long since, Duration time) throws IOException {
    try {
      line.await("every live trade", time, () -> tradeFaults(since).isEmpty());
    } catch (AssertionError e) {
      List<String> faults = stored.faults(tokens(), since);
      throw new AssertionError(
          "%d faults: %s%n%s".formatted(faults.size(), faults.stream().limit(8).toList(), e), e);
    }
  }

  /** Until every change of the books is stored or lies in a hole; says what does not. */
  void awaitChanges(Set<String> tokens, long since, Duration time) throws IOException {
    try {
      line.await("every change", time, () -> unsaid(tokens, since).isEmpty());
    } catch (AssertionError e) {
      List<String> unsaid = unsaid(tokens, since);
      throw new AssertionError(
          "%d changes are nowhere: %s%n%s"
              .formatted(unsaid.size(), unsaid.stream().limit(8).toList(), e),
          e);
    }
  }

  /** Until no hole lasts any longer. */
  void awaitNoOpenGaps(Duration time) throws IOException {
    try {
      line.await("the end of every hole", time, () -> openGaps().isEmpty());
    } catch (AssertionError e) {
      throw new AssertionError("holes that last: " + openGaps() + "; followed " + tokens(), e);
    }
  }

  private List<String> openGaps() {
    try {
      return stored.gaps().open();
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  private List<String> unsaid(Set<String> tokens, long since) {
    try {
      return changed.unsaid(tokens, since, stored.gaps());
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }

  private List<String> tradeFaults(long since) {
    Set<String> tokens = tokens();
    if (tokens.size() < LEAST_TOKENS) {
      return List.of(tokens.size() + " tokens are followed");
    }
    try {
      return stored.faults(tokens, since);
    } catch (IOException e) {
      return List.of(e.toString());
    }
  }
}
