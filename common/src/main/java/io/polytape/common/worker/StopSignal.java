package io.polytape.common.worker;

import java.time.Duration;

/** Asks a loop to stop, and is its only way to wait. */
public interface StopSignal {
  boolean isRequested();

  /** Waits that long, or until stopping is requested. */
  void await(Duration time) throws InterruptedException;
}
