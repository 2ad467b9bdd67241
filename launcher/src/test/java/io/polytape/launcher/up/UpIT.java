package io.polytape.launcher.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code polytape up} as it is installed, with real processes. */
final class UpIT {
  private static final List<String> SET = List.of("embedded-redis", "simulator");
  private static final long POLL_NANOS = 10_000_000;

  @TempDir private Path dir;
  private final int redisPort = freePort();
  private final int simulatorPort = freePort();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void leaveNothingBehind() throws Exception {
    for (Process process : started) {
      process.destroyForcibly().waitFor();
    }
    assertThat(run("down").waitFor()).isZero();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process run(String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of("..", "bin", "polytape").toRealPath().toString());
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(dir.resolve("said").toFile()));
    var environment = builder.environment();
    environment.put("RUN_DIR", dir.resolve("run").toString());
    environment.put("LOG_DIR", dir.resolve("logs").toString());
    environment.put("DATA_DIR", dir.resolve("data").toString());
    environment.put("REDIS_PORT", Integer.toString(redisPort));
    environment.put("SIMULATOR_PORT", Integer.toString(simulatorPort));
    environment.put("SIMULATOR_HISTORY_FILLS", "100");
    environment.put("SIMULATOR_MARKETS", "400");
    environment.put("POLYTAPE_CLASS_DATA", "off");
    environment.remove("REDIS_HOST");
    return builder.start();
  }

  private Process up() throws IOException {
    Process process = run("up", "--only", String.join(",", SET));
    started.add(process);
    return process;
  }

  private ProcessHandle running(String name) {
    return new PidFile(dir.resolve("run"), name).running().orElse(ProcessHandle.current());
  }

  private boolean isUp() {
    return SET.stream()
            .allMatch(name -> new PidFile(dir.resolve("run"), name).running().isPresent())
        && answers(redisPort)
        && answers(simulatorPort);
  }

  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void await(BooleanSupplier condition) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not in time; it said:\n" + Files.readString(dir.resolve("said")));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Test
  void bringsBackWhatIsKilledAndStopsEverythingOnSigterm() throws Exception {
    Process up = up();
    await(this::isUp);
    ProcessHandle first = running("embedded-redis");

    first.destroyForcibly();
    await(() -> !first.isAlive());
    await(this::isUp);
    List<ProcessHandle> children = SET.stream().map(this::running).toList();
    up.destroy();

    assertThat(up.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(answers(redisPort)).isFalse();
    assertThat(dir.resolve("run").resolve("up.pid")).doesNotExist();
  }

  @Test
  void endsWhatAKilledSupervisorLeftAndStartsAgain() throws Exception {
    Process killed = up();
    await(this::isUp);
    List<ProcessHandle> left = SET.stream().map(this::running).toList();
    killed.destroyForcibly().waitFor();
    assertThat(left).allMatch(ProcessHandle::isAlive);

    up();

    await(() -> left.stream().noneMatch(ProcessHandle::isAlive) && isUp());
  }

  @Test
  void aTakenPortIsNamedWithTheSettingThatChangesIt() throws Exception {
    try (var taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), redisPort));
      Process up = up();

      assertThat(up.waitFor()).isEqualTo(2);
    }
    assertThat(Files.readString(dir.resolve("said")))
        .contains("port " + redisPort)
        .contains("REDIS_PORT (--redis-port) sets another");
  }

  @Test
  void aSecondSetInTheSameFolderIsRefused() throws Exception {
    up();
    await(this::isUp);

    assertThat(up().waitFor()).isEqualTo(1);

    assertThat(Files.readString(dir.resolve("said"))).contains("already runs here");
  }
}
