package io.polytape.launcher.e2e;

import io.polytape.common.live.Partitions;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.clob.TrueTrade;
import io.polytape.simulator.world.WorldConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line whose venue has moving books. */
final class LiveLine {
  /**
   * A watchdog that waits half a minute would make hours of hundreds of episodes; nobody needs
   * thousands of markets that are closed every few seconds.
   */
  static final Map<String, String> SETTINGS =
      Map.of(
          "GAMMA_REFRESH_INTERVAL", "10s",
          "GAMMA_CLOSED_INTERVAL", "1h",
          "CLOB_SILENCE", "10s",
          "CLOB_FIRST_BOOK", "5s",
          "CLOB_AUDIT_RATE", "200");

  private static final int LEAST_TOKENS = 1_000;
  private static final int MARKETS = 2_800;
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
            MARKETS,
            2_000,
            Duration.ofDays(10),
            List.of(),
            0.5,
            4,
            Duration.ofSeconds(20),
            2_000_000);
    return SimulatorConfig.small(seed, now).withWorld(world);
  }

  /** Brings the workers up; returns when every followed token has its book. */
  void start() {
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
   * Ends a process as {@code kill -9} does and starts it again while the books move; they stand
   * from when it is back. Fails when they are not right soon after.
   */
  void killAndRestart(String victim, Duration soon) {
    String before = line.redisRun();
    line.program.killAndRestart(victim);
    long killed = System.nanoTime();
    line.await(victim + " to be back", PATIENCE, () -> isBack(victim, before));
    long back = System.nanoTime();
    stand();
    awaitBooks(victim, soon);
    System.out.printf(
        "%s is back %d ms after kill -9, and %d books are right %d ms later%n",
        victim,
        Duration.ofNanos(back - killed).toMillis(),
        tokens().size(),
        Duration.ofNanos(System.nanoTime() - back).toMillis());
    move();
  }

  /**
   * Whether a process is there again: an engine answers, a worker beats.
   *
   * @param redisBefore which Redis there was; its server is a child that outlives its parent by a
   *     moment
   */
  private boolean isBack(String name, String redisBefore) {
    return switch (name) {
      case "embedded-redis" -> !line.redisRun().isEmpty() && !line.redisRun().equals(redisBefore);
      case "embedded-clickhouse" -> line.tables.answers();
      default -> line.beats(name);
    };
  }

  /** How many partitions of the books a process holds. */
  int partitions(String name) {
    try {
      String pid = ":" + line.program.pid(name) + ":";
      return line.redis.run(
          "test",
          client -> {
            int held = 0;
            for (int p = 0; p < Partitions.COUNT; p++) {
              String holder = client.get(Keys.lease("book-" + p));
              held += holder != null && holder.contains(pid) ? 1 : 0;
            }
            return held;
          });
    } catch (TransientException e) {
      return -1;
    }
  }

  Set<String> tokens() {
    try {
      return hot.followed();
    } catch (TransientException e) {
      return Set.of();
    }
  }

  /** The condition of the followed market that had most trades. */
  String busiestMarket() {
    Set<String> followed = tokens();
    return line
        .simulator
        .books()
        .trades()
        .filter(trade -> followed.contains(trade.tokenId()))
        .collect(Collectors.groupingBy(TrueTrade::conditionId, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .orElseThrow()
        .getKey();
  }

  /** The trades of a market from a number on. */
  Stream<TrueTrade> tradesOf(String condition, int from) {
    return line.simulator
        .books()
        .trades(from, Integer.MAX_VALUE)
        .filter(trade -> trade.conditionId().equals(condition));
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
