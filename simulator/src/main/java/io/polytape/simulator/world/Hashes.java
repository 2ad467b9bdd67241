package io.polytape.simulator.world;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * 32-byte hashes, addresses and token ids that are made from a number.
 *
 * <p>The first 8 bytes of a hash are a bijection of its number, so that two numbers below 2^62
 * never give the same hash.
 */
public final class Hashes {
  /** Characters of a 32-byte hash in hex with its prefix. */
  public static final int TEXT_LENGTH = 66;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final long salt;

  /**
   * @param kind what is hashed, so that a transaction and an order with one number differ
   */
  public Hashes(long seed, String kind) {
    this.salt = Mix.of(seed, kind.hashCode());
  }

  /** The bytes 8 * word to 8 * word + 7 of the hash of a number, big-endian. */
  public long word(long number, int word) {
    return Mix.mix(salt + (number * 4 + word) * 0x9E3779B97F4A7C15L);
  }

  /** Writes 0x and 64 lower-case hex digits; returns the position behind them. */
  public int write(long number, byte[] target, int offset) {
    int at = offset;
    target[at++] = '0';
    target[at++] = 'x';
    for (int word = 0; word < 4; word++) {
      long bits = word(number, word);
      for (int shift = 60; shift >= 0; shift -= 4) {
        target[at++] = HEX[(int) (bits >>> shift) & 15];
      }
    }
    return at;
  }

  public String text(long number) {
    byte[] text = new byte[TEXT_LENGTH];
    write(number, text, 0);
    return new String(text, StandardCharsets.US_ASCII);
  }

  /** 0x and 40 lower-case hex digits. */
  public String address(long number) {
    return text(number).substring(0, 42);
  }

  /** An unsigned 256-bit number in decimal: 74 to 78 digits as a rule. */
  public String decimal(long number) {
    ByteBuffer bytes = ByteBuffer.allocate(32);
    for (int word = 0; word < 4; word++) {
      bytes.putLong(word(number, word));
    }
    return new BigInteger(1, bytes.array()).toString();
  }

  /** Orders the hashes of two numbers as their texts would be ordered. */
  int compare(long left, long right) {
    return Long.compareUnsigned(word(left, 0), word(right, 0));
  }
}
