package io.polytape.launcher.up;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Processes of an earlier set whose supervisor was killed. */
final class Leftovers {
  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private final Path runDir;
  private final Duration grace;

  Leftovers(Path runDir, Duration grace) {
    this.runDir = runDir;
    this.grace = grace;
  }

  /**
   * Ends those that still run, in the order in which they should stop.
   *
   * @return how many there were
   */
  int end() throws InterruptedException {
    var every = Plan.of(false, false, true);
    int count = 0;
    for (Member.Role role : Member.Role.values()) {
      var running = new ArrayList<ProcessHandle>();
      for (Member member : every.with(role)) {
        var file = new PidFile(runDir, member.name());
        file.running()
            .ifPresentOrElse(
                process -> {
                  log.atWarn()
                      .addKeyValue("process", member.name())
                      .addKeyValue("pid", process.pid())
                      .log("process of an earlier run is still there and is stopped");
                  process.destroy();
                  running.add(process);
                },
                file::delete);
      }
      await(running);
      every.with(role).forEach(member -> new PidFile(runDir, member.name()).delete());
      count += running.size();
    }
    return count;
  }

  private void await(List<ProcessHandle> processes) throws InterruptedException {
    long deadline = System.nanoTime() + grace.toNanos();
    for (ProcessHandle process : processes) {
      try {
        process.onExit().get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (TimeoutException e) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
