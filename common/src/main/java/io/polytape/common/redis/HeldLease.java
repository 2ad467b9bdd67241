package io.polytape.common.redis;

import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that a thread of its own renews while it is held, so that a slow answer of somebody else
 * does not cost it; given back on closing.
 */
public final class HeldLease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeldLease.class);
  private static final Duration RENEW_EVERY = Duration.ofSeconds(3);

  private final Lease lease;
  private final Thread renewer;
  private volatile boolean held;

  public HeldLease(Lease lease) {
    this.lease = lease;
    this.renewer =
        Thread.ofVirtual().name("lease-" + lease.name()).start(this::renewUntilInterrupted);
  }

  /**
   * Takes or renews it.
   *
   * @return the epoch to write with, or empty when another process holds it
   */
  public Optional<Long> acquire() throws TransientException {
    Optional<Long> epoch = lease.acquire();
    held = epoch.isPresent();
    return epoch;
  }

  /** Who holds it, for messages. */
  public String holder() throws TransientException {
    return lease.holder().orElse("just gone");
  }

  private void renewUntilInterrupted() {
    try {
      while (true) {
        Thread.sleep(RENEW_EVERY);
        if (held) {
          renew();
        }
      }
    } catch (InterruptedException e) {
      // Closed.
    }
  }

  private void renew() {
    try {
      held = lease.acquire().isPresent();
    } catch (TransientException e) {
      log.atDebug().setCause(e).log("lease not renewed");
    }
  }

  @Override
  public void close() {
    renewer.interrupt();
    try {
      renewer.join(Duration.ofSeconds(2));
      if (held) {
        lease.release();
      }
    } catch (TransientException e) {
      log.atDebug().setCause(e).log("lease not given back; it expires by itself");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
