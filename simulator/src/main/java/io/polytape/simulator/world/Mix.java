package io.polytape.simulator.world;

/**
 * Stateless hashing of 64-bit values (the finaliser of SplitMix64).
 *
 * <p>{@link #mix(long)} is a bijection: distinct inputs never collide, which is why hashes of
 * counters make unique ids here.
 */
public final class Mix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private Mix() {}

  public static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  public static long of(long seed, long a) {
    return mix(mix(seed + GOLDEN) + (a + 1) * GOLDEN);
  }

  public static long of(long seed, long a, long b) {
    return of(of(seed, a), b);
  }

  /** A number in [0, 1), evenly spread. */
  public static double unit(long hash) {
    return (hash >>> 11) * 0x1.0p-53;
  }
}
