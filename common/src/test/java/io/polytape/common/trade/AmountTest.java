package io.polytape.common.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AmountTest {
  @Test
  void readsWholeNumbersUpToItsBound() {
    assertThat(Amount.parse("0")).isEqualTo(Amount.ZERO);
    assertThat(Amount.parse("007").units()).isEqualTo(7);
    assertThat(Amount.parse("9223372036854775807").units()).isEqualTo(Long.MAX_VALUE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " 1",
        "-1",
        "+1",
        "1.0",
        "1e3",
        "0x1",
        "٣",
        "9223372036854775808",
        "18446744073709551616",
        "115792089237316195423570985008687907853269984665640564039457584007913129639935"
      })
  void refusesWhatIsNoneInsteadOfWrapping(String text) {
    assertThatThrownBy(() -> Amount.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("below 2^63");
  }

  @Test
  void isNeverNegative() {
    assertThatThrownBy(() -> new Amount(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isExactInWholeUnits() {
    assertThat(new Amount(1_219_511).decimal().toPlainString()).isEqualTo("1.219511");
    assertThat(new Amount(Long.MAX_VALUE).decimal().toPlainString())
        .isEqualTo("9223372036854.775807");
  }
}
