package io.polytape.common.redis;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place among the consumers of a group: the lowest free lease {@code <group>-1, -2,
 * ...}. The lease's name is the consumer's, so a process that comes back finds its own pending
 * entries, and names do not multiply with restarts. Thread-safe; a process has one for a group.
 */
public final class ConsumerSlot implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ConsumerSlot.class);
  private static final int MOST = 256;

  private final Redis redis;
  private final String group;
  private final Instance instance;
  private final Duration time;
  private final LongSupplier nanos;
  private final ReentrantLock taking = new ReentrantLock();
  private final AtomicReference<@Nullable Held> held = new AtomicReference<>();
  private @Nullable Renewer renewer;

  private record Held(Tenure tenure, long until) {}

  /**
   * @param time how long the slot outlives its last renewal, unless its holder is surely dead
   * @param nanos a clock that goes on while the process is stopped, as {@link System#nanoTime} does
   */
  public ConsumerSlot(
      Redis redis, String group, Instance instance, Duration time, LongSupplier nanos) {
    this.redis = redis;
    this.group = group;
    this.instance = instance;
    this.time = time;
    this.nanos = nanos;
  }

  /** Starts the thread that keeps the slot while the worker is busy, until it is closed. */
  public synchronized ConsumerSlot renewing() {
    renewer = new Renewer(group, time, this::renew);
    return this;
  }

  /** What we hold; empty before it is taken, after a loss, and when renewal came too late. */
  public Optional<Tenure> tenure() {
    Held now = held.get();
    return now == null || nanos.getAsLong() - now.until() >= 0
        ? Optional.empty()
        : Optional.of(now.tenure());
  }

  /** What we hold; takes the lowest free slot when it is nothing. */
  public Tenure held() throws TransientException {
    Optional<Tenure> now = tenure();
    if (now.isEmpty()) {
      renew();
      now = tenure();
    }
    return now.orElseThrow(
        () -> new TransientException("lease", "the slot of " + group + " was just lost"));
  }

  /** Holds on to the slot, or takes one. */
  public void renew() throws TransientException {
    Held now = held.get();
    if (now != null) {
      Held again = take(now.tenure().slot());
      boolean isUnchanged = held.compareAndSet(now, again);
      if (again != null) {
        return;
      }
      if (isUnchanged) {
        log.atWarn()
            .addKeyValue("consumer", now.tenure().slot())
            .log("consumer slot went to another process; taking another");
      }
    }
    if (!taking.tryLock()) {
      throw new TransientException("lease", "another thread is at the slots of " + group);
    }
    try {
      takeLowest();
    } finally {
      taking.unlock();
    }
  }

  private void takeLowest() throws TransientException {
    for (int number = 1; held.get() == null; number++) {
      if (number > MOST) {
        throw new TransientException("lease", "all " + MOST + " slots of " + group + " are taken");
      }
      Held taken = take(group + "-" + number);
      if (taken != null) {
        held.set(taken);
        log.atInfo().addKeyValue("consumer", taken.tenure().slot()).log("consumer slot taken");
      }
    }
  }

  private @Nullable Held take(String slot) throws TransientException {
    long asked = nanos.getAsLong();
    Optional<Long> epoch = lease(slot).acquire();
    return epoch.isEmpty()
        ? null
        : new Held(new Tenure(slot, epoch.get(), instance.token()), asked + time.toNanos());
  }

  /** Forgets a tenure that Redis says is over, so that the next renewal starts afresh. */
  public void forget(Tenure tenure) {
    Held now = held.get();
    if (now != null && now.tenure().equals(tenure)) {
      held.compareAndSet(now, null);
    }
  }

  /** Whether a consumer is one of our group's slots whose holder is surely at work no longer. */
  public boolean isFree(String consumer) throws TransientException {
    return isSlot(consumer) && lease(consumer).holder().map(instance::isSurelyDead).orElse(true);
  }

  /** What to do with a slot that was left. */
  @FunctionalInterface
  public interface Inheritance<E extends Exception> {
    void settle(Tenure left) throws TransientException, E;
  }

  /**
   * Takes a slot beside our own for as long as its inheritance takes, if nobody holds it. One at a
   * time: to Redis all threads of a process are the same holder.
   */
  public <E extends Exception> void inherit(String consumer, Inheritance<E> inheritance)
      throws TransientException, E {
    if (!isSlot(consumer) || isOwn(consumer) || !taking.tryLock()) {
      return;
    }
    try {
      Held left = isOwn(consumer) ? null : take(consumer);
      if (left == null) {
        return;
      }
      try {
        inheritance.settle(left.tenure());
      } finally {
        lease(consumer).release();
      }
    } finally {
      taking.unlock();
    }
  }

  private boolean isSlot(String consumer) {
    return consumer.startsWith(group + "-");
  }

  private boolean isOwn(String consumer) {
    Held now = held.get();
    return now != null && now.tenure().slot().equals(consumer);
  }

  private Lease lease(String slot) {
    return new Lease(redis, slot, instance, time);
  }

  /** Gives the slot back, so that nobody has to wait for it. */
  @Override
  public synchronized void close() {
    if (renewer != null) {
      renewer.close();
      renewer = null;
    }
    Held now = held.getAndSet(null);
    if (now != null) {
      try {
        lease(now.tenure().slot()).release();
      } catch (TransientException e) {
        log.atDebug().setCause(e).log("slot not given back; it ends by itself");
      }
    }
  }
}
