package io.polytape.writer;

import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slot of this process: the lowest free {@code clickhouse-writer-<n>}, so that names do not
 * multiply with restarts. Thread-safe.
 */
final class Slot {
  private static final Logger log = LoggerFactory.getLogger(Slot.class);
  static final int MOST = 64;
  static final String PREFIX = "clickhouse-writer-";

  /** How long a slot outlives its holder's last sign of life, unless the holder is surely dead. */
  static final Duration LEASE_TIME = Duration.ofSeconds(15);

  private final Redis redis;
  private final Instance instance;
  private final Duration time;
  private final LongSupplier nanos;
  private final ReentrantLock takingSlots = new ReentrantLock();
  private volatile @Nullable Held held;

  private record Held(Tenure tenure, long until) {}

  /**
   * @param nanos a clock that goes on while the process is stopped, as {@link System#nanoTime} does
   */
  Slot(Redis redis, Instance instance, Duration time, LongSupplier nanos) {
    this.redis = redis;
    this.instance = instance;
    this.time = time;
    this.nanos = nanos;
  }

  /** What we hold; empty before the first renewal, after a loss, and when renewal came too late. */
  Optional<Tenure> tenure() {
    Held now = held;
    return now == null || nanos.getAsLong() - now.until() >= 0
        ? Optional.empty()
        : Optional.of(now.tenure());
  }

  /** Refuses when that tenure is over; asked right before each insert. */
  void require(Tenure tenure) throws FencedException {
    if (!tenure().equals(Optional.of(tenure))) {
      throw new FencedException("slot " + tenure.slot() + " was not renewed in time");
    }
  }

  /** Holds on to the slot, or takes one. */
  void renew() throws TransientException {
    Held now = held;
    if (now != null) {
      Optional<Held> again = take(now.tenure().slot());
      if (again.isPresent()) {
        held = again.get();
        return;
      }
      held = null;
      log.atWarn()
          .addKeyValue("consumer", now.tenure().slot())
          .log("writer slot went to another process; taking another");
    }
    takingSlots.lock();
    try {
      for (int i = 0; i < MOST && held == null; i++) {
        held = take(PREFIX + i).orElse(null);
      }
    } finally {
      takingSlots.unlock();
    }
    Held taken = held;
    if (taken == null) {
      throw new TransientException("lease", "all " + MOST + " writer slots are taken");
    }
    log.atInfo().addKeyValue("consumer", taken.tenure().slot()).log("writer slot taken");
  }

  private Optional<Held> take(String name) throws TransientException {
    long asked = nanos.getAsLong();
    return lease(name)
        .acquire()
        .map(epoch -> new Held(new Tenure(name, epoch, instance.token()), asked + time.toNanos()));
  }

  /** Forgets a tenure that Redis says is over, so that the next renewal starts afresh. */
  void forget(Tenure tenure) {
    Held now = held;
    if (now != null && now.tenure().equals(tenure)) {
      held = null;
    }
  }

  /** What to do with a slot that was left. */
  @FunctionalInterface
  interface Inheritance {
    void settle(Tenure left) throws TransientException, FencedException;
  }

  /** Takes a slot beside our own for as long as its inheritance takes, if nobody holds it. */
  void inherit(String name, Inheritance inheritance) throws TransientException, FencedException {
    if (tenure().filter(own -> own.slot().equals(name)).isPresent() || !takingSlots.tryLock()) {
      return;
    }
    try {
      Optional<Held> left = take(name);
      if (left.isEmpty()) {
        return;
      }
      try {
        inheritance.settle(left.get().tenure());
      } finally {
        lease(name).release();
      }
    } finally {
      takingSlots.unlock();
    }
  }

  /** Gives the slot back, so that nobody has to wait for it. */
  void release() throws TransientException {
    Held now = held;
    held = null;
    if (now != null) {
      lease(now.tenure().slot()).release();
    }
  }

  private Lease lease(String name) {
    return new Lease(redis, name, instance, time);
  }
}
