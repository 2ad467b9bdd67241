package io.polytape.common.http;

import dev.failsafe.CircuitBreaker;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every request to a source passes: its circuit breaker, which opens after failures in a row
 * and then lets one probe through now and again, and a limiter. Safe for several threads.
 */
public final class SourceGuard {
  private static final Logger log = LoggerFactory.getLogger(SourceGuard.class);
  private static final int FAILURES = 10;

  private final String source;
  private final CircuitBreaker<Object> breaker;

  /**
   * @param source its name, for log and messages
   * @param delay how long the open breaker waits before a probe
   * @param heartbeat shows the breaker's state as the figure {@code breaker}
   */
  public SourceGuard(String source, Duration delay, Heartbeat heartbeat) {
    this.source = source;
    heartbeat.figure("breaker", "closed");
    this.breaker =
        CircuitBreaker.builder()
            .withFailureThreshold(FAILURES)
            .withSuccessThreshold(1)
            .withDelay(delay)
            .onOpen(
                event -> {
                  heartbeat.figure("breaker", "open");
                  if (event.getPreviousState() == CircuitBreaker.State.CLOSED) {
                    log.atWarn()
                        .addKeyValue("source", source)
                        .addKeyValue("failures", FAILURES)
                        .log("circuit breaker opened: the source keeps failing");
                  }
                })
            .onHalfOpen(event -> heartbeat.figure("breaker", "half-open"))
            .onClose(
                event -> {
                  heartbeat.figure("breaker", "closed");
                  log.atInfo().addKeyValue("source", source).log("circuit breaker closed");
                })
            .build();
  }

  /**
   * Makes one attempt when breaker and limiter allow it.
   *
   * @throws TransientException when they do not, or when the attempt fails so
   */
  public <T> T call(RateLimiter limiter, RateLimiter.Attempt<T> attempt)
      throws TransientException, InterruptedException {
    return limiter.call(() -> guarded(attempt));
  }

  private <T> T guarded(RateLimiter.Attempt<T> attempt)
      throws TransientException, InterruptedException {
    if (!breaker.tryAcquirePermit()) {
      throw new TransientException(
          "breaker",
          "circuit breaker of "
              + source
              + " is open; next probe in "
              + breaker.getRemainingDelay().toSeconds()
              + " s");
    }
    boolean well = false;
    try {
      T result = attempt.run();
      well = true;
      return result;
    } catch (ThrottledException e) {
      well = true;
      throw e;
    } finally {
      if (well) {
        breaker.recordSuccess();
      } else {
        breaker.recordFailure();
      }
    }
  }
}
