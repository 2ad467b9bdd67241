package io.polytape.common.worker;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one main loop of every process: runs a {@link Worker} until stopped, rests when nothing moved
 * and backs off while the world outside fails. Changes of state are logged, attempts are not.
 */
public final class WorkerLoop {
  private static final Logger log = LoggerFactory.getLogger(WorkerLoop.class);

  private final String name;
  private final Worker worker;
  private final StopSignal stop;
  private final Duration idle;
  private final Backoff backoff;
  private final Heartbeat heartbeat;

  public WorkerLoop(
      String name,
      Worker worker,
      StopSignal stop,
      Duration idle,
      Backoff backoff,
      Heartbeat heartbeat) {
    this.name = name;
    this.worker = worker;
    this.stop = stop;
    this.idle = idle;
    this.backoff = backoff;
    this.heartbeat = heartbeat;
  }

  /** Runs until stopping is requested; a bug in the worker escapes. */
  public void run() throws InterruptedException {
    int failures = 0;
    while (!stop.isRequested()) {
      try {
        int moved = worker.runOnce();
        if (failures > 0) {
          log.atInfo()
              .addKeyValue("worker", name)
              .addKeyValue("failures", failures)
              .log("worker recovered");
          failures = 0;
        }
        heartbeat.progressed(moved);
        if (moved == 0) {
          stop.await(idle);
        }
      } catch (TransientException e) {
        failures++;
        heartbeat.failing(e.stage(), describe(e));
        if (failures == 1) {
          log.atWarn()
              .setCause(e)
              .addKeyValue("worker", name)
              .addKeyValue("stage", e.stage())
              .log("worker is failing and keeps trying");
        }
        stop.await(backoff.delayAfter(failures));
      }
    }
  }

  private static String describe(Throwable e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
