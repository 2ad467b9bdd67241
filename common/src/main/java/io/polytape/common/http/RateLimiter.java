package io.polytape.common.http;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * A token bucket for one of a source's limits, shared by all threads that use the source. It also
 * keeps everybody away for as long as the source asked.
 */
public final class RateLimiter {
  /** A longer wait is not slept through but reported, so that the worker shows why it waits. */
  private static final Duration LONGEST_SLEEP = Duration.ofSeconds(2);

  private final String name;
  private final long interval;
  private final long slack;
  private final LongSupplier nanos;
  private long nextFree;
  private long pausedUntil;

  /**
   * @param name of the source, for messages
   * @param perSecond requests per second that may go out in the long run
   * @param burst how many may go out at once after a rest
   */
  public RateLimiter(String name, double perSecond, int burst) {
    this(name, perSecond, burst, System::nanoTime);
  }

  RateLimiter(String name, double perSecond, int burst, LongSupplier nanos) {
    this.name = name;
    this.interval = Math.max(1, (long) (TimeUnit.SECONDS.toNanos(1) / perSecond));
    this.slack = interval * Math.max(0, burst - 1);
    this.nanos = nanos;
    this.nextFree = nanos.getAsLong() - slack;
    this.pausedUntil = nanos.getAsLong();
  }

  /**
   * Waits for a turn.
   *
   * @throws TransientException when the turn comes too late to wait for it here
   */
  void acquire() throws TransientException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(reserve());
  }

  /** One request together with the reading of its answer. */
  @FunctionalInterface
  public interface Attempt<T> {
    T run() throws TransientException, InterruptedException;
  }

  /** Makes one attempt at its turn; when the source asks to be left alone, it is. */
  public <T> T call(Attempt<T> attempt) throws TransientException, InterruptedException {
    acquire();
    try {
      return attempt.run();
    } catch (ThrottledException e) {
      pause(e.waitTime());
      throw e;
    }
  }

  /** Takes a turn and says how many nanoseconds it is away. */
  synchronized long reserve() throws TransientException {
    long now = nanos.getAsLong();
    long turn = Math.max(nextFree, now - slack);
    long wait = Math.max(0, Math.max(turn, pausedUntil) - now);
    if (wait > LONGEST_SLEEP.toNanos()) {
      throw new TransientException(
          "rate-limit",
          name + " asked to wait; " + TimeUnit.NANOSECONDS.toSeconds(wait) + " s are left");
    }
    nextFree = turn + interval;
    return wait;
  }

  /** Lets nobody through for that long. */
  synchronized void pause(Duration time) {
    pausedUntil = Math.max(pausedUntil, nanos.getAsLong() + time.toNanos());
  }
}
