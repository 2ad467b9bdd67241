package io.polytape.processors.trade;

import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process's place among the consumers of the group: the lowest free lease {@code
 * trade-processor-1, -2, ...}. The lease's name is the consumer's, so a process that comes back
 * finds its own pending entries, and consumers do not pile up in the group.
 */
final class Slot implements AutoCloseable {
  /** How long a lease outlives its last renewal. */
  static final Duration TIME = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(Slot.class);
  private static final String PREFIX = "trade-processor-";
  private static final int MOST = 256;

  private final Redis redis;
  private final Instance instance;
  private final Duration time;
  private @Nullable Lease lease;
  private @Nullable Held held;
  private @Nullable Thread renewer;

  Slot(Redis redis, Instance instance, Duration time) {
    this.redis = redis;
    this.instance = instance;
    this.time = time;
  }

  /**
   * A slot as it was taken.
   *
   * @param consumer name of the lease and of the consumer
   * @param epoch grows each time the slot changes hands
   */
  record Held(String consumer, long epoch) {}

  /** Starts the thread that renews the lease while the worker is busy. */
  synchronized Slot renewing() {
    renewer = Thread.ofPlatform().name("slot-lease").daemon().start(this::renewUntilClosed);
    return this;
  }

  /** The slot that is held; takes the lowest free one when none is. */
  synchronized Held held() throws TransientException {
    if (held != null) {
      return held;
    }
    for (int number = 1; number <= MOST; number++) {
      var candidate = new Lease(redis, PREFIX + number, instance, time);
      Optional<Long> epoch = candidate.acquire();
      if (epoch.isPresent()) {
        lease = candidate;
        held = new Held(candidate.name(), epoch.get());
        log.atInfo().addKeyValue("consumer", candidate.name()).log("consumer slot taken");
        return held;
      }
    }
    throw new TransientException("slot", "all " + MOST + " slots of trade-processor are taken");
  }

  /** Renews the lease; forgets the slot when somebody else has it by now. */
  synchronized void renew() throws TransientException {
    if (lease == null) {
      return;
    }
    Optional<Long> epoch = lease.acquire();
    if (epoch.isPresent()) {
      held = new Held(lease.name(), epoch.get());
    } else {
      log.atWarn().addKeyValue("consumer", lease.name()).log("consumer slot lost");
      lease = null;
      held = null;
    }
  }

  /** Whether a consumer of that name is surely at work no longer. */
  boolean isFree(String consumer) throws TransientException {
    return consumer.startsWith(PREFIX)
        && new Lease(redis, consumer, instance, time)
            .holder()
            .map(instance::isSurelyDead)
            .orElse(true);
  }

  private void renewUntilClosed() {
    while (!Thread.interrupted()) {
      try {
        Thread.sleep(time.dividedBy(4));
        renew();
      } catch (TransientException e) {
        // The worker meets the same fault and reports it; the lease lives until its time is over.
        log.atDebug().setCause(e).log("lease not renewed");
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Gives the slot back. */
  @Override
  public synchronized void close() {
    if (renewer != null) {
      renewer.interrupt();
    }
    if (lease != null) {
      try {
        lease.release();
      } catch (TransientException e) {
        log.atDebug().setCause(e).log("lease not released; it ends by itself");
      }
      lease = null;
      held = null;
    }
  }
}
