package io.polytape.common.trade;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

final class PriceTest {
  @Test
  void isTheRatioRoundedToTheEvenLastPlace() {
    assertThat(price(999_999, 1_219_511)).isEqualTo("0.819999983599983928");
    assertThat(price(1, 3)).isEqualTo("0.333333333333333333");
    assertThat(price(2, 3)).isEqualTo("0.666666666666666667");
    assertThat(price(1, 2)).isEqualTo("0.500000000000000000");
    // 0.5 and 1.5 of the last place both go to the even neighbour.
    assertThat(price(1, 2_000_000_000_000_000_000L)).isEqualTo("0.000000000000000000");
    assertThat(price(3, 2_000_000_000_000_000_000L)).isEqualTo("0.000000000000000002");
  }

  @Test
  void holdsItsExtremes() {
    assertThat(price(Long.MAX_VALUE, 1)).isEqualTo("9223372036854775807.000000000000000000");
    assertThat(new BigDecimal(price(0, 1))).isZero();
    assertThat(Price.of(new Amount(5), Amount.ZERO)).isEmpty();
  }

  private static String price(long collateral, long tokens) {
    return Price.of(new Amount(collateral), new Amount(tokens))
        .orElseThrow()
        .value()
        .toPlainString();
  }
}
