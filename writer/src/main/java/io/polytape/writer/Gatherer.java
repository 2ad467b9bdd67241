package io.polytape.writer;

import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Entry;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads entries into a batch until it is due: own pending ones first, then new ones. */
final class Gatherer {
  private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
  private static final String FROM_THE_START = "0-0";

  private final Target target;
  private final ConsumerGroup group;
  private final FlushPolicy policy;
  private final InstantSource clock;
  private @Nullable String pendingAfter = FROM_THE_START;
  private @Nullable Batch batch;

  Gatherer(Target target, ConsumerGroup group, FlushPolicy policy, InstantSource clock) {
    this.target = target;
    this.group = group;
    this.policy = policy;
    this.clock = clock;
  }

  boolean isEmpty() {
    return batch == null;
  }

  /** Reads the own pending entries again, because there may be some that we have not seen. */
  void startOver() {
    batch = null;
    pendingAfter = FROM_THE_START;
  }

  /** Waits a little for entries; whether the batch is due. */
  boolean gather() throws TransientException {
    try {
      List<Entry> entries = read();
      if (!entries.isEmpty()) {
        Batch into = batch == null ? new Batch(target, clock.instant()) : batch;
        entries.forEach(into::add);
        batch = into;
      }
    } catch (TransientException e) {
      // What was delivered with the lost answer is pending for us. All of it comes again.
      startOver();
      throw e;
    }
    return batch != null && policy.isDue(batch, clock.instant());
  }

  private List<Entry> read() throws TransientException {
    int count = Math.min(target.readAtOnce(), policy.rows() - (batch == null ? 0 : batch.size()));
    String after = pendingAfter;
    if (after != null) {
      List<Entry> pending = group.readPending(after, count);
      pendingAfter = pending.isEmpty() ? null : pending.getLast().id();
      return pending;
    }
    Instant now = clock.instant();
    Duration left = batch == null ? LONGEST_WAIT : policy.timeLeft(batch, now);
    return group.readNew(count, left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT);
  }

  /** What was gathered; nothing is left behind. */
  @Nullable Batch take() {
    Batch taken = batch;
    batch = null;
    return taken;
  }
}
