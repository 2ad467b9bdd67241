package io.polytape.common.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The stop signal that SIGTERM and SIGINT feed. Opened first and so closed last: the JVM waits
 * until {@link #close} says that everything opened after it is closed, or the grace is over.
 */
public final class Shutdown implements StopSignal, AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;

  public Shutdown(Duration grace) {
    hook =
        new Thread(
            () -> {
              request();
              try {
                if (!closed.await(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                  System.err.println("did not stop within " + grace + "; leaving anyway");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Requests the stop, as a signal would. */
  public void request() {
    requested.countDown();
  }

  @Override
  public boolean isRequested() {
    return requested.getCount() == 0;
  }

  @Override
  public void await(Duration time) throws InterruptedException {
    boolean ignored = requested.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, which is what the hook is for.
    }
  }
}
