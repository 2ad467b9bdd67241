package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets a bounded number of statements run and a bounded number wait for their turn; refuses the
 * rest, as ClickHouse does, with TOO_MANY_SIMULTANEOUS_QUERIES.
 */
final class QueryGate {
  private final int running;
  private final int waiting;
  private final Duration patience;
  private final Semaphore slots;
  private final AtomicInteger queued = new AtomicInteger();
  private volatile boolean closing;

  QueryGate(int running, int waiting, Duration patience) {
    this.running = running;
    this.waiting = waiting;
    this.patience = patience;
    this.slots = new Semaphore(running, true);
  }

  /** Waits for a slot; the caller must {@link #leave} exactly once for each return. */
  void enter() throws EngineException {
    if (closing) {
      throw shuttingDown();
    }
    if (!slots.tryAcquire()) {
      await();
    }
    if (closing) {
      slots.release();
      throw shuttingDown();
    }
  }

  private void await() throws EngineException {
    if (queued.incrementAndGet() > waiting) {
      queued.decrementAndGet();
      throw tooMany();
    }
    try {
      if (!slots.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw tooMany();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw shuttingDown();
    } finally {
      queued.decrementAndGet();
    }
  }

  void leave() {
    slots.release();
  }

  /** Refuses every new statement from now on. */
  void close() {
    closing = true;
  }

  /** Waits until no statement runs; false when some still do after that time. */
  boolean awaitIdle(Duration time) throws InterruptedException {
    boolean idle = slots.tryAcquire(running, time.toMillis(), TimeUnit.MILLISECONDS);
    if (idle) {
      slots.release(running);
    }
    return idle;
  }

  private EngineException tooMany() {
    return EngineException.of(
        202,
        "TOO_MANY_SIMULTANEOUS_QUERIES",
        "Too many simultaneous queries. Maximum: " + running + ", waiting: " + waiting);
  }

  private static EngineException shuttingDown() {
    return EngineException.of(236, "ABORTED", "The engine is shutting down");
  }
}
