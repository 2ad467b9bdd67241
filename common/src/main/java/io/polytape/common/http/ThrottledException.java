package io.polytape.common.http;

import io.polytape.common.worker.TransientException;
import java.time.Duration;

/** The source asked to be left alone for a while. It is well; the breaker does not count this. */
public final class ThrottledException extends TransientException {
  private static final long serialVersionUID = 1L;

  private final Duration wait;

  public ThrottledException(String stage, String message, Duration wait) {
    super(stage, message);
    this.wait = wait;
  }

  /** How long it asked to wait. */
  public Duration waitTime() {
    return wait;
  }
}
