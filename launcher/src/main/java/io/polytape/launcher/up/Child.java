package io.polytape.launcher.up;

import io.polytape.common.worker.Backoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that is started again whenever it ends, after a wait that grows while it cannot stay
 * up. A thread of its own watches it.
 */
final class Child {
  private static final Logger log = LoggerFactory.getLogger(Child.class);
  private static final Duration HEALTHY = Duration.ofSeconds(60);

  private final String name;
  private final List<String> command;
  private final Map<String, String> environment;
  private final Path output;
  private final PidFile pidFile;
  private final Backoff backoff;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Process process;
  private final AtomicInteger ends = new AtomicInteger();
  private volatile int firstCode;
  private volatile int lastCode;

  /**
   * @param output file that gets what it says on its console
   */
  Child(
      String name,
      List<String> command,
      Map<String, String> environment,
      Path output,
      PidFile pidFile,
      Backoff backoff) {
    this.name = name;
    this.command = List.copyOf(command);
    this.environment = Map.copyOf(environment);
    this.output = output;
    this.pidFile = pidFile;
    this.backoff = backoff;
    this.thread = Thread.ofPlatform().name(name).unstarted(this::watch);
  }

  void start() {
    thread.start();
  }

  String name() {
    return name;
  }

  Path output() {
    return output;
  }

  /** How often it has ended by itself. */
  int ends() {
    return ends.get();
  }

  /** Exit code of its first end, if it ever ended. */
  OptionalInt firstCode() {
    return ends.get() == 0 ? OptionalInt.empty() : OptionalInt.of(firstCode);
  }

  /** Exit code of its last end, if it ever ended. */
  OptionalInt lastCode() {
    return ends.get() == 0 ? OptionalInt.empty() : OptionalInt.of(lastCode);
  }

  private void watch() {
    int failures = 0;
    try {
      while (stopping.getCount() > 0) {
        long startedAt = System.nanoTime();
        int code = runOnce();
        if (stopping.getCount() == 0) {
          return;
        }
        lastCode = code;
        if (ends.get() == 0) {
          firstCode = code;
        }
        ends.incrementAndGet();
        boolean stayed = System.nanoTime() - startedAt > HEALTHY.toNanos();
        failures = stayed ? 1 : failures + 1;
        Duration wait = backoff.delayAfter(failures);
        log.atWarn()
            .addKeyValue("process", name)
            .addKeyValue("exit_code", code)
            .addKeyValue("restart_in_ms", wait.toMillis())
            .log("process ended and is started again");
        boolean ignored = stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private int runOnce() throws InterruptedException {
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    builder.environment().putAll(environment);
    Process started;
    try {
      started = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + command, e);
    }
    pidFile.write(started.toHandle());
    process = started;
    if (stopping.getCount() == 0) {
      started.destroy(); // the stop came while it was being started
    }
    log.atInfo()
        .addKeyValue("process", name)
        .addKeyValue("pid", started.pid())
        .log("process started");
    int code = started.waitFor();
    pidFile.delete();
    return code;
  }

  /** Asks it to stop; returns at once. */
  void requestStop() {
    stopping.countDown();
    Process running = process;
    if (running != null) {
      running.destroy();
    }
  }

  /**
   * Waits until it has stopped, and kills it when the time is over.
   *
   * @return whether it stopped by itself
   */
  boolean awaitStop(Duration time) throws InterruptedException {
    if (thread.join(time)) {
      return true;
    }
    log.atWarn().addKeyValue("process", name).log("process did not stop in time and is killed");
    Process running = process;
    if (running != null) {
      running.descendants().forEach(ProcessHandle::destroyForcibly);
      running.destroyForcibly();
    }
    thread.join();
    return false;
  }
}
