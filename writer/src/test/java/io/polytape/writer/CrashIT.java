package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.embedded.ClickHouseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer dies at each step; the next one must leave every event in its table exactly once. */
final class CrashIT {
  private Stage stage;

  /** Stands for the death of the process at that point. */
  private static final class Crash extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** A sink of a process that dies at an insert. */
  private record DyingSink(Sink sink, boolean afterwards) implements Sink {
    @Override
    public Set<String> existing(Target target, List<Row> rows) throws TransientException {
      return sink.existing(target, rows);
    }

    @Override
    public void insert(Target target, List<Row> rows, String token) throws TransientException {
      if (afterwards) {
        sink.insert(target, rows, token);
      }
      throw new Crash();
    }
  }

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void afterTheManifestAndBeforeTheInsert() throws Exception {
    stage.trades(0, 200);
    Instance instance = crash(false);
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("0\t0");
    assertThat(stage.manifests()).isEqualTo(1);

    restartAndDrain(instance);

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("200\t200");
  }

  @Test
  void afterTheInsertAndBeforeTheAcknowledgement() throws Exception {
    stage.trades(0, 200);
    Instance instance = crash(true);
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("100\t100");
    assertThat(stage.pending(Streams.TRADES)).isEqualTo(100);

    restartAndDrain(instance);

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("200\t200");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1m")).isEqualTo("100");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1d")).isEqualTo("100");
  }

  @Test
  void afterReadingAndBeforeTheManifest() throws Exception {
    stage.trades(0, 200);
    Instance instance = stage.process();
    var patient = new FlushPolicy(1_000, 1 << 25, Duration.ofHours(1));
    var dead = stage.writer(Target.TRADES, stage.slot(instance), stage.sink(), patient);
    while (stage.pending(Streams.TRADES) < 200) {
      dead.runOnce();
    }

    restartAndDrain(instance);

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("200\t200");
  }

  @Test
  void anInsertThatReachedTheTableButNotTheViewsIsMadeWhole() throws Exception {
    stage.trades(0, 100);
    stage.ask("DROP VIEW {db}.candles_1d_feed SYNC");
    Instance instance = crash(true);
    assertThat(stage.ask("SELECT count() FROM {db}.candles_1d")).isEqualTo("0");
    String feed =
        stage.ask(
            "SELECT create_table_query FROM system.tables WHERE database = '{db}'"
                + " AND name = 'candles_1h_feed'");
    stage.ask(
        feed.replace("\\'", "'")
            .replace("candles_1h", "candles_1d")
            .replace("toStartOfHour", "toStartOfDay"));

    restartAndDrain(instance);

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("100\t100");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1d")).isEqualTo("50");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1h")).isEqualTo("50");
  }

  @Test
  void theOtherWriterFinishesTheBatchOfADeadOneAndTakesItsEntries() throws Exception {
    stage.trades(0, 150);
    Instance dead = crash(true);
    var slot = stage.slot(stage.process());
    assertThat(slot.tenure().orElseThrow().slot()).isEqualTo("clickhouse-writer-2");
    var survivor = stage.writer(Target.TRADES, slot, stage.sink(), 100);
    Stage.runUntil(survivor, () -> stage.rowsAndKeys("trades").equals("150\t150"));
    assertThat(stage.pending(Streams.TRADES)).isEqualTo(100);

    new io.polytape.common.redis.Lease(
            stage.redis, "clickhouse-writer-1", dead, Duration.ofMinutes(5))
        .release();

    stage.drain(survivor, Target.TRADES);
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("150\t150");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1m")).isEqualTo("75");
    assertThat(stage.manifests()).isZero();
  }

  @Test
  void aWriterThatSleptThroughItsLeaseCanDoNoHarm() throws Exception {
    stage.trades(0, 100);
    Instance sleeper = stage.process();
    var slot = stage.slot(sleeper);
    // It falls asleep right before its insert; another takes its slot and finishes its batch.
    var asleep =
        new Sink() {
          @Override
          public Set<String> existing(Target target, List<Row> rows) throws TransientException {
            return stage.sink().existing(target, rows);
          }

          @Override
          public void insert(Target target, List<Row> rows, String token)
              throws TransientException {
            takeOver();
            stage.sink().insert(target, rows, token);
          }

          private void takeOver() throws TransientException {
            stage.redis.run("test", client -> client.del("lease:clickhouse-writer-1"));
            try {
              restartAndDrain(stage.process());
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        };
    var zombie = stage.writer(Target.TRADES, slot, asleep, 100);

    assertThat(zombie.runOnce()).isZero();
    assertThatThrownBy(zombie::runOnce)
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("no longer ours");

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("100\t100");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1h")).isEqualTo("50");
    assertThat(slot.tenure()).isEmpty();
  }

  @Test
  void aWriterThatWakesBeforeItsManifestIsRefused() throws Exception {
    // The other line of defence would hide what is tested here.
    stage.checkKeys = false;
    stage.trades(0, 100);
    var slot = stage.slot(stage.process());
    var zombie =
        stage.writer(
            Target.TRADES,
            slot,
            stage.sink(),
            new FlushPolicy(1_000, 1 << 25, Duration.ofHours(1)));
    while (stage.pending(Streams.TRADES) < 100) {
      zombie.runOnce();
    }
    stage.redis.run("test", client -> client.del("lease:clickhouse-writer-1"));
    restartAndDrain(stage.process());

    assertThatThrownBy(zombie::finish).hasMessageContaining("no longer ours");
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("100\t100");
  }

  @Test
  void doesNotInsertWhenItsOwnClockSaysThatTheLeaseIsOver() throws Exception {
    var now = new AtomicLong();
    var slot =
        new ConsumerSlot(
            stage.redis,
            Streams.CLICKHOUSE_WRITER,
            stage.process(),
            Duration.ofSeconds(15),
            now::get);
    Tenure tenure = slot.held();
    FencedException.unlessHeld(slot, tenure);
    now.addAndGet(Duration.ofSeconds(15).toNanos());

    assertThatThrownBy(() -> FencedException.unlessHeld(slot, tenure))
        .isInstanceOf(FencedException.class);
  }

  @Test
  void twoWritersShareTheWorkAndDoubleNothing() throws Exception {
    stage.fills(0, 20_000);
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Void> work =
          () -> {
            var slot = stage.slot(stage.process());
            var writer = stage.writer(Target.ORDER_FILLED, slot, stage.sink(), 500);
            stage.drain(writer, Target.ORDER_FILLED);
            return null;
          };
      for (var done : executor.invokeAll(List.of(work, work))) {
        done.get();
      }
    }
    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("20000\t20000");
  }

  @Test
  void survivesKillsOfRedisInTheMiddle() throws Exception {
    stage.fills(0, 10_000);
    var slot = stage.slot(stage.process());
    var writer = stage.writer(Target.ORDER_FILLED, slot, stage.sink(), 500);
    for (int kill = 1; kill <= 3; kill++) {
      int rows = kill * 2_000;
      Stage.runUntil(
          writer,
          () -> Integer.parseInt(stage.ask("SELECT count() FROM {db}.order_filled")) >= rows);
      stage.redisServer.kill();
      assertThatThrownBy(writer::runOnce).isInstanceOf(TransientException.class);
      stage.redisServer.restart();
    }
    stage.drain(writer, Target.ORDER_FILLED);

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("10000\t10000");
  }

  @Test
  void survivesKillsOfTheEngineInTheMiddle(@TempDir Path folder) throws Exception {
    try (var server = ClickHouseServer.start(folder);
        var ours = new Stage(server)) {
      ours.trades(0, 10_000);
      var slot = ours.slot(ours.process());
      var writer = ours.writer(Target.TRADES, slot, ours.sink(), 500);
      for (int kill = 1; kill <= 3; kill++) {
        int rows = kill * 2_000;
        Stage.runUntil(
            writer, () -> Integer.parseInt(ours.ask("SELECT count() FROM {db}.trades")) >= rows);
        var killer = Thread.ofVirtual().start(server::kill);
        Stage.runUntil(writer, () -> fails(writer));
        killer.join();
        server.restart();
      }
      ours.drain(writer, Target.TRADES);

      assertThat(ours.rowsAndKeys("trades")).isEqualTo("10000\t10000");
      assertThat(ours.ask("SELECT sum(matches) FROM {db}.ohlcv_1m")).isEqualTo("5000");
    }
  }

  private static boolean fails(BatchWriter writer) {
    try {
      writer.runOnce();
      return false;
    } catch (TransientException e) {
      return true;
    }
  }

  /** A process that dies at its first insert. */
  private Instance crash(boolean afterwards) throws Exception {
    Instance instance = stage.process();
    var sink = new DyingSink(stage.sink(), afterwards);
    var writer = stage.writer(Target.TRADES, stage.slot(instance), sink, 100);
    assertThatThrownBy(
            () -> {
              while (writer.runOnce() >= 0) {
                Thread.onSpinWait();
              }
            })
        .isInstanceOf(Crash.class);
    return instance;
  }

  private void restartAndDrain(Instance instance) throws Exception {
    stage.drain(
        stage.writer(Target.TRADES, stage.slot(instance), stage.sink(), 100), Target.TRADES);
  }
}
