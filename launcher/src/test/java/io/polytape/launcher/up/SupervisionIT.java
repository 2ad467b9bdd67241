package io.polytape.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.worker.Backoff;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SupervisionIT {
  @TempDir private Path dir;

  private Child child(String script) {
    return new Child(
        "clickhouse-writer",
        List.of("/bin/sh", "-c", script),
        Map.of("GREETING", "hello"),
        dir.resolve("out"),
        new PidFile(dir, "clickhouse-writer"),
        Backoff.standard());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private ProcessHandle running() {
    var file = new PidFile(dir, "clickhouse-writer");
    await(() -> file.running().isPresent());
    return file.running().orElseThrow();
  }

  @Test
  void aKilledProcessIsBackWithinTwoSeconds() throws Exception {
    var child = child("exec sleep 600");
    child.start();
    ProcessHandle first = running();

    long killedAt = System.nanoTime();
    first.destroyForcibly();
    await(() -> !first.isAlive());
    await(
        () ->
            new PidFile(dir, "clickhouse-writer")
                .running()
                .filter(next -> next.pid() != first.pid())
                .isPresent());

    assertThat(Duration.ofNanos(System.nanoTime() - killedAt)).isLessThan(Duration.ofSeconds(2));
    assertThat(child.ends()).isEqualTo(1);
    assertThat(child.firstCode()).hasValue(137);
    child.requestStop();
    assertThat(child.awaitStop(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void keepsWhatAProcessSaidAndGivesItItsSettings() throws Exception {
    var child = child("echo $GREETING; exec sleep 600");
    child.start();
    running();
    await(() -> Tail.of(dir.resolve("out"), 1).equals("  hello\n"));
    child.requestStop();
    assertThat(child.awaitStop(Duration.ofSeconds(10))).isTrue();
    assertThat(new PidFile(dir, "clickhouse-writer").running()).isEmpty();
  }

  @Test
  void aProcessThatWillNotStopIsKilled() throws Exception {
    var child = child("trap '' TERM; echo deaf; while :; do sleep 1; done");
    child.start();
    ProcessHandle process = running();
    await(() -> Tail.of(dir.resolve("out"), 1).contains("deaf"));

    child.requestStop();

    assertThat(child.awaitStop(Duration.ofMillis(200))).isFalse();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void endsWhatAnEarlierRunLeft() throws Exception {
    Process left = new ProcessBuilder("sleep", "600").start();
    new PidFile(dir, "goldsky-ingester").write(left.toHandle());

    assertThat(new Leftovers(dir, Duration.ofSeconds(10)).end()).isEqualTo(1);

    assertThat(left.isAlive()).isFalse();
    assertThat(dir.resolve("goldsky-ingester.pid")).doesNotExist();
  }

  @Test
  void neverEndsAnotherProcessThatGotTheSameId() throws Exception {
    Process other = new ProcessBuilder("sleep", "600").start();
    try {
      Files.writeString(dir.resolve("goldsky-ingester.pid"), other.pid() + " 1000\n");

      assertThat(new Leftovers(dir, Duration.ofSeconds(10)).end()).isZero();

      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly();
    }
  }

  @Test
  void oneSetRunsInAFolder() throws Exception {
    try (var first = RunLock.take(dir).orElseThrow()) {
      assertThat(first).isNotNull();
      assertThat(RunLock.take(dir)).isEmpty();
    }
    try (var again = RunLock.take(dir).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }
}
