package io.polytape.writer;

import io.polytape.common.worker.Heartbeat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One heartbeat for several loops of a process: it says failing for as long as one of them fails.
 */
final class SharedHeartbeat {
  private final Heartbeat process;
  private final Map<String, Fault> failing = new LinkedHashMap<>();

  private record Fault(String stage, String reason) {}

  SharedHeartbeat(Heartbeat process) {
    this.process = process;
  }

  /** What the loop of that name writes to. */
  Heartbeat of(String loop) {
    return new Heartbeat() {
      @Override
      public void progressed(int moved) {
        report(loop, null, () -> process.progressed(moved));
      }

      @Override
      public void failing(String stage, String reason) {
        report(loop, new Fault(stage, loop + ": " + reason), () -> {});
      }

      @Override
      public void waiting(String reason) {
        report(loop, null, () -> process.waiting(reason));
      }

      @Override
      public void figure(String name, String value) {
        process.figure(name, value);
      }
    };
  }

  private synchronized void report(
      String loop, @org.jspecify.annotations.Nullable Fault fault, Runnable wellMeant) {
    if (fault == null) {
      failing.remove(loop);
    } else {
      failing.put(loop, fault);
    }
    wellMeant.run();
    failing.values().stream()
        .findFirst()
        .ifPresent(each -> process.failing(each.stage(), each.reason()));
  }
}
