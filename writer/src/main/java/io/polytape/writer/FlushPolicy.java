package io.polytape.writer;

import java.time.Duration;
import java.time.Instant;

/**
 * When a batch is due: by number, by bytes or by age, whichever comes first.
 *
 * @param rows most entries in a batch
 * @param bytes rows of this many bytes are enough
 * @param age longest time that an entry waits for company
 */
record FlushPolicy(int rows, long bytes, Duration age) {
  FlushPolicy {
    if (rows < 1 || bytes < 1 || age.isNegative()) {
      throw new IllegalArgumentException("expected a batch of at least one row");
    }
  }

  boolean isDue(Batch batch, Instant now) {
    return batch.size() >= rows || batch.bytes() >= bytes || timeLeft(batch, now).isZero();
  }

  /** How long the batch may still wait; never negative. */
  Duration timeLeft(Batch batch, Instant now) {
    Duration left = Duration.between(now, batch.since().plus(age));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
