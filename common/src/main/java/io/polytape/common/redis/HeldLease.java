package io.polytape.common.redis;

import io.polytape.common.worker.TransientException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease that a thread of its own renews while it is held, so that a slow answer of somebody else
 * does not cost it; given back on closing.
 */
public final class HeldLease implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeldLease.class);

  private final Lease lease;
  private final Renewer renewer;
  private volatile boolean held;

  public HeldLease(Lease lease) {
    this.lease = lease;
    this.renewer = new Renewer(lease.name(), lease.time(), this::renew);
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

  private void renew() throws TransientException {
    if (held) {
      held = lease.acquire().isPresent();
    }
  }

  @Override
  public void close() {
    renewer.close();
    if (held) {
      held = false;
      try {
        lease.release();
      } catch (TransientException e) {
        log.atDebug().setCause(e).log("lease not given back; it expires by itself");
      }
    }
  }
}
