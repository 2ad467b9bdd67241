package io.polytape.ingesters.clob;

import io.polytape.common.worker.StopSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The stop signal of the threads of one capture. */
final class Stopping implements StopSignal {
  private final CountDownLatch requested = new CountDownLatch(1);

  void request() {
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
}
