package io.polytape.dashboard.web;

import io.polytape.dashboard.status.Status;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The newest status, made into bytes once, and the place where live streams wait for the next. */
public final class Latest {
  private final StatusJson json = new StatusJson();
  private @Nullable Sample sample;
  private boolean closed;

  /** One status and its JSON. */
  record Sample(long number, long nanos, Status status, byte[] json) {}

  /** Takes the next status. */
  public void publish(Status status) {
    byte[] bytes = json.bytes(status);
    synchronized (this) {
      long number = sample == null ? 1 : sample.number() + 1;
      sample = new Sample(number, System.nanoTime(), status, bytes);
      notifyAll();
    }
  }

  synchronized @Nullable Sample current() {
    return sample;
  }

  /** Waits for a sample with a higher number; null when none came in time, or none will come. */
  synchronized @Nullable Sample awaitAfter(long number, Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!closed && (sample == null || sample.number() <= number)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
    return closed ? null : sample;
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Lets every waiting stream end. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
