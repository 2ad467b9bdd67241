package io.polytape.processors.trade;

import static io.polytape.processors.trade.Fills.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.cli.ConfiguredCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The command as processes of their own, which are killed. */
final class ProcessIT {
  @TempDir private Path logs;
  private Pipeline pipeline;

  /** What the processes run. */
  static final class Main {
    public static void main(String[] arguments) {
      var line = new CommandLine(new TradeProcessorCommand());
      ConfiguredCommand.addOptions(line);
      System.exit(line.execute(arguments));
    }
  }

  @BeforeEach
  void start() throws Exception {
    pipeline = new Pipeline();
    pipeline.market(YES, Fills.YES_MARKET);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void losesAndDoublesNothingWhenProcessesAreKilled() throws Exception {
    pipeline.publishMany("e", 20_000, YES);
    Process first = launch();
    Process second = launch();
    awaitTrades(2_000);
    first.destroyForcibly();
    Process third = launch();
    awaitTrades(12_000);
    second.destroyForcibly();
    awaitTrades(20_000);

    third.destroy();
    assertThat(third.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(pipeline.tradedIds())
        .containsExactlyInAnyOrderElementsOf(TradeProcessorIT.ids("e", 20_000));
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void givesItsSlotBackAndSaysThatItStopped() throws Exception {
    pipeline.publishMany("e", 1, YES);
    Process process = launch();
    awaitTrades(1);
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();

    boolean held = pipeline.redis.run("test", client -> client.exists("lease:trade-processor-1"));
    assertThat(held).isFalse();
    String heartbeat =
        pipeline.redis.run(
            "test", client -> client.keys("worker:trade-processor:*").iterator().next());
    String state = pipeline.redis.run("test", client -> client.hget(heartbeat, "state"));
    String consumer = pipeline.redis.run("test", client -> client.hget(heartbeat, "consumer"));
    assertThat(state).isEqualTo("stopped");
    assertThat(consumer).isEqualTo("trade-processor-1");
  }

  private Process launch() throws IOException {
    var builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "--redis-port",
            Integer.toString(pipeline.server.port()),
            "--processor-batch",
            "100",
            "--log-dir",
            logs.toString());
    return builder.redirectErrorStream(true).redirectOutput(logs.resolve("out").toFile()).start();
  }

  private void awaitTrades(long count) throws Exception {
    var never = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (pipeline.tradeCount() < count) {
      assertThat(System.nanoTime()).as("%s trades", pipeline.tradeCount()).isLessThan(deadline);
      boolean ignored = never.await(5, TimeUnit.MILLISECONDS);
    }
  }
}
