package io.polytape.common.market;

import java.math.BigInteger;

/**
 * One outcome's token: an unsigned 256-bit integer as a decimal string, without leading zeros. Also
 * called asset id and position id by the venue.
 */
public record TokenId(String value) {
  private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(256);
  private static final int MAX_DIGITS = 78;

  public TokenId {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "expected a decimal token id below 2^256, was '"
              + (value.length() > 100 ? value.substring(0, 100) + "..." : value)
              + "'");
    }
  }

  /** Whether a text is a token id; "0", which stands for collateral, is none. */
  public static boolean isValid(String text) {
    int length = text.length();
    if (length == 0 || length > MAX_DIGITS || text.charAt(0) == '0') {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return false;
      }
    }
    return length < MAX_DIGITS || new BigInteger(text).compareTo(LIMIT) < 0;
  }

  @Override
  public String toString() {
    return value;
  }
}
