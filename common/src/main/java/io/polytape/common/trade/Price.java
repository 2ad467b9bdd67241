package io.polytape.common.trade;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Collateral per token. The exact price is a ratio of two integers and need not be a tick; this is
 * that ratio rounded half-even to 18 places, which is what the tables hold.
 */
public record Price(BigDecimal value) {
  /** Decimal places that are kept. */
  public static final int SCALE = 18;

  /** The price of a fill; empty when no tokens changed hands. */
  public static Optional<Price> of(Amount collateral, Amount tokens) {
    if (tokens.isZero()) {
      return Optional.empty();
    }
    return Optional.of(
        new Price(
            BigDecimal.valueOf(collateral.units())
                .divide(BigDecimal.valueOf(tokens.units()), SCALE, RoundingMode.HALF_EVEN)));
  }
}
