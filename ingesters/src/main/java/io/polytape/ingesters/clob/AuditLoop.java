package io.polytape.ingesters.clob;

import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that audits, as long as REST answers. */
final class AuditLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(AuditLoop.class);

  private final Auditor auditor;
  private final Siblings siblings;
  private final int perRound;
  private final Duration every;
  private final StopSignal stop;
  private final Backoff backoff = Backoff.standard();
  private volatile String state = "";

  /**
   * @param perRound tokens at a time, besides those under suspicion
   */
  AuditLoop(Auditor auditor, Siblings siblings, int perRound, Duration every, StopSignal stop) {
    this.auditor = auditor;
    this.siblings = siblings;
    this.perRound = perRound;
    this.every = every;
    this.stop = stop;
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!stop.isRequested()) {
        stop.await(every);
        try {
          siblings.look();
          auditor.audit(perRound);
          failures = 0;
          state = "";
        } catch (TransientException e) {
          failures++;
          state = String.valueOf(e.getMessage());
          if (failures == 1) {
            log.atWarn().addKeyValue("reason", e.getMessage()).log("audit is failing");
          }
          stop.await(backoff.delayAfter(failures));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why it does not get on; empty when it does. */
  String state() {
    return state;
  }
}
