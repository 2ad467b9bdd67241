package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.stream.Streams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as a process: stopped, killed, started again, and side by side with another. */
final class WriterProcessIT {
  @TempDir private Path logs;
  private final List<Process> started = new ArrayList<>();
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
  }

  @AfterEach
  void close() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    stage.close();
  }

  @Test
  void drainsAllStreamsAndStopsWithNothingPending() throws Exception {
    stage.market(Samples.market(1, Instant.parse("2024-06-01T00:00:00Z"), "question"));
    stage.fills(0, 500);
    stage.trades(0, 500);
    Process writer = start();
    await(() -> stage.pending(Streams.TRADES) == 500);

    writer.destroy();

    assertThat(writer.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("500\t500");
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("500\t500");
    assertThat(stage.ask("SELECT question FROM {db}.markets_current")).isEqualTo("question");
    for (Streams stream : Target.all().stream().map(Target::stream).toList()) {
      assertThat(stage.pending(stream)).isZero();
    }
    assertThat(stage.ask("SELECT count() FROM {db}.ingest_log")).isNotEqualTo("0");
    assertThat(stage.redis.<String>run("test", client -> client.get("lease:clickhouse-writer-1")))
        .isNull();
  }

  @Test
  void doublesAndLosesNothingHoweverOftenTwoOfThemAreKilled() throws Exception {
    int rounds = 6;
    int perRound = 5_000;
    Process one = start("--writer-batch-rows", "200", "--writer-batch-time", "100ms");
    Process other = start("--writer-batch-rows", "200", "--writer-batch-time", "100ms");
    for (int round = 0; round < rounds; round++) {
      stage.fills(round * perRound, (round + 1) * perRound);
      stage.trades(round * perRound, (round + 1) * perRound);
      int rows = round * perRound + perRound / 4;
      await(() -> count("trades") >= rows);
      if (round % 2 == 0) {
        one.destroyForcibly().waitFor();
        one = start("--writer-batch-rows", "200", "--writer-batch-time", "100ms");
      } else {
        other.destroyForcibly().waitFor();
        other = start("--writer-batch-rows", "200", "--writer-batch-time", "100ms");
      }
    }
    int all = rounds * perRound;
    await(() -> count("trades") >= all && count("order_filled") >= all);
    await(() -> stage.pending(Streams.TRADES) == 0 && stage.pending(Streams.ORDER_EVENTS) == 0);

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo(all + "\t" + all);
    assertThat(stage.rowsAndKeys("trades")).isEqualTo(all + "\t" + all);
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1m"))
        .isEqualTo(Integer.toString(all / 2));
    assertThat(stage.manifests()).isZero();
  }

  @Test
  void refusesTablesThatDoNotRememberTokens() throws Exception {
    stage.ask("ALTER TABLE {db}.trades MODIFY SETTING non_replicated_deduplication_window = 0");
    stage.ask("DROP TABLE {db}.order_filled SYNC");

    Process writer = start();

    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(writer.exitValue()).isNotZero();
    assertThat(output())
        .contains("order_filled does not exist: run setup-schema")
        .contains("trades does not remember insert tokens");
  }

  private Process start(String... more) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(WriterMain.class.getName());
    command.addAll(List.of("--redis-port", Integer.toString(stage.redisServer.port())));
    command.addAll(List.of("--clickhouse-host", stage.server.host()));
    command.addAll(List.of("--clickhouse-port", Integer.toString(stage.server.port())));
    command.addAll(List.of("--clickhouse-database", stage.clickHouse.database()));
    command.addAll(List.of("--log-dir", logs.resolve("p" + started.size()).toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("out" + started.size()).toFile())
            .start();
    started.add(process);
    return process;
  }

  private String output() throws IOException {
    var text = new StringBuilder();
    for (int i = 0; i < started.size(); i++) {
      text.append(Files.readString(logs.resolve("out" + i)));
    }
    return text.toString();
  }

  private long count(String table) {
    return Long.parseLong(stage.ask("SELECT count() FROM {db}." + table));
  }

  private void await(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within 90 s; output so far:\n" + output());
      }
      LockSupport.parkNanos(20_000_000);
    }
  }
}
