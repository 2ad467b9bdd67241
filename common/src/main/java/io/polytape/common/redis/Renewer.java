package io.polytape.common.redis;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews something again and again on a thread of its own until it is closed. Its thread is never
 * interrupted, for an interruption during a talk with Redis can be swallowed, and the thread would
 * go on renewing what its owner has given back.
 */
final class Renewer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Renewer.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /** What is done each time. */
  @FunctionalInterface
  interface Renewal {
    void renew() throws TransientException;
  }

  /**
   * @param time how long a lease lives; it is renewed four times as often
   */
  Renewer(String name, Duration time, Renewal renewal) {
    long millis = Math.max(1, time.toMillis() / 4);
    this.thread =
        Thread.ofPlatform()
            .name("lease-" + name)
            .daemon()
            .start(() -> renewUntilClosed(name, millis, renewal));
  }

  private void renewUntilClosed(String name, long millis, Renewal renewal) {
    try {
      while (!closed.await(millis, TimeUnit.MILLISECONDS)) {
        try {
          renewal.renew();
        } catch (TransientException e) {
          // The worker meets the same fault and reports it; the lease lives until its time is over.
          log.atDebug().setCause(e).addKeyValue("lease", name).log("lease not renewed");
        } catch (RuntimeException e) {
          log.atError().setCause(e).addKeyValue("lease", name).log("lease not renewed");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it after the renewal under way, if there is one. */
  @Override
  public void close() {
    closed.countDown();
    try {
      boolean ignored = thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
