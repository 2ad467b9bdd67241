package io.polytape.writer;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Tenure;
import java.util.Optional;

/** The slot is no longer ours: whatever is in hand belongs to its next owner. */
final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  FencedException(String message) {
    super(message);
  }

  /** Asked right before each insert: by our own clock, is the slot still ours? */
  static void unlessHeld(ConsumerSlot slot, Tenure tenure) throws FencedException {
    if (!slot.tenure().equals(Optional.of(tenure))) {
      throw new FencedException("slot " + tenure.slot() + " was not renewed in time");
    }
  }
}
