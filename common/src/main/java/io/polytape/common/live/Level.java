package io.polytape.common.live;

import java.math.BigDecimal;

/**
 * A price level of a book.
 *
 * @param price in collateral for one token, above 0 and below 1; levels are the same when their
 *     prices are numerically equal, however they were written
 * @param size tokens at that price in all; 0 only in a change, where it removes the level
 */
public record Level(BigDecimal price, BigDecimal size) {
  public Level {
    price = plain(price);
    size = plain(size);
  }

  /** Reads {@code price:size}. */
  public static Level parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("expected price:size, was '" + text + "'");
    }
    return new Level(
        new BigDecimal(text.substring(0, colon)), new BigDecimal(text.substring(colon + 1)));
  }

  /** {@code price:size}, both without an exponent and without needless zeros. */
  public String text() {
    return price.toPlainString() + ":" + size.toPlainString();
  }

  /** The one form of a number that equals only itself. */
  static BigDecimal plain(BigDecimal number) {
    if (number.signum() == 0) {
      return BigDecimal.ZERO;
    }
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
