package io.polytape.dashboard.live;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Decimals out of text that others wrote. */
final class Decimals {
  private static final int LONGEST = 60;

  private Decimals() {}

  /** The number, or 0 when it is none or has an exponent. */
  static BigDecimal orZero(@Nullable String text) {
    if (text == null || text.isEmpty() || text.length() > LONGEST || hasExponent(text)) {
      return BigDecimal.ZERO;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return BigDecimal.ZERO;
    }
  }

  private static boolean hasExponent(String text) {
    return text.indexOf('e') >= 0 || text.indexOf('E') >= 0;
  }
}
