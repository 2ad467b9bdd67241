package io.polytape.common.trade;

import java.math.BigDecimal;

/**
 * An amount of collateral or tokens in base units: 10^-6 of one, exact. On paper the chain's
 * amounts have 256 bits; one that does not fit here is refused, never wrapped.
 *
 * @param units not negative
 */
public record Amount(long units) {
  /** Decimal places of collateral and of tokens. */
  public static final int SCALE = 6;

  public static final Amount ZERO = new Amount(0);

  public Amount {
    if (units < 0) {
      throw new IllegalArgumentException("expected an amount >= 0, was " + units);
    }
  }

  /**
   * Reads base units.
   *
   * @throws IllegalArgumentException when it is not a whole number below 2^63
   */
  public static Amount parse(String text) {
    if (text.isEmpty() || text.length() > 19 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new IllegalArgumentException(
          "expected a whole number of base units below 2^63, was '" + text + "'");
    }
    try {
      return new Amount(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "expected a whole number of base units below 2^63, was '" + text + "'", e);
    }
  }

  /** The amount in whole units, with six decimal places. */
  public BigDecimal decimal() {
    return BigDecimal.valueOf(units, SCALE);
  }

  public boolean isZero() {
    return units == 0;
  }
}
