package io.polytape.simulator.world;

/**
 * The chain's calendar: which block has which time.
 *
 * <p>Blocks come about every two seconds; each has a later time than the one before it.
 *
 * @param start time of block 0 of this world, in epoch seconds
 */
public record Blocks(long seed, long start) {
  /** Seconds from one block to the next, on average. */
  public static final int SPACING = 2;

  /** What the chain had counted before this world began. */
  private static final long FIRST_NUMBER = 61_000_000;

  /** Time of a block by its place in this world, in epoch seconds. */
  public long timeOf(long block) {
    long nominal = start + SPACING * block;
    return (Mix.of(seed, 71, block) & 15) == 0 ? nominal + 1 : nominal;
  }

  /** The last block at or before a time; -1 before the first. */
  public long lastAt(long time) {
    long block = Math.floorDiv(time - start, SPACING);
    return block >= 0 && timeOf(block) > time ? block - 1 : Math.max(block, -1);
  }

  /** The block's number as the chain counts. */
  public static long numberOf(long block) {
    return FIRST_NUMBER + block;
  }

  public static long blockOf(long number) {
    return number - FIRST_NUMBER;
  }

  public String hashOf(long block) {
    return new Hashes(seed, "block").text(block + 1);
  }
}
