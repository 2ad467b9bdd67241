package io.polytape.ingesters.clob;

import java.time.Duration;
import java.time.Instant;

/**
 * Which elements were here within the last minutes, by the hash of their content. Two generations,
 * so that forgetting costs nothing; bounded in number too: at high rates it remembers less long.
 */
final class RecentElements {
  private static final Duration GENERATION = Duration.ofMinutes(3);

  private final int slots;
  private long[] young;
  private long[] old;
  private int count;
  private Instant turnAt = Instant.MIN;

  RecentElements() {
    this(1 << 20);
  }

  /**
   * @param slots of a generation, a power of two; half of them are used
   */
  RecentElements(int slots) {
    this.slots = slots;
    this.young = new long[slots];
    this.old = new long[slots];
  }

  /** Whether it was here before; remembers it. */
  boolean isKnown(long hash, Instant now) {
    if (!now.isBefore(turnAt) || count >= slots / 2) {
      long[] forgotten = old;
      old = young;
      java.util.Arrays.fill(forgotten, 0);
      young = forgotten;
      count = 0;
      turnAt = now.plus(GENERATION);
    }
    int slot = slot(young, hash);
    if (young[slot] == hash) {
      return true;
    }
    young[slot] = hash;
    count++;
    return old[slot(old, hash)] == hash;
  }

  /** Where it is, or would be. */
  private int slot(long[] table, long hash) {
    int slot = (int) (hash ^ (hash >>> 32)) & (slots - 1);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) & (slots - 1);
    }
    return slot;
  }
}
