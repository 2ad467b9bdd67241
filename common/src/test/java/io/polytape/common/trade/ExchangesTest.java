package io.polytape.common.trade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ExchangesTest {
  @Test
  void knowsTheContractsOfEveryGeneration() {
    assertThat(Exchanges.known().addresses()).hasSize(5);
    assertThat(Exchanges.known().contains("0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e")).isTrue();
    assertThat(Exchanges.known().contains("0x0000000000000000000000000000000000000001")).isFalse();
  }

  @Test
  void readsAddressesInAnyCaseAndRefusesOthers() {
    var one = Exchanges.SETTING.parser().apply(" 0x" + "AB".repeat(20) + " ,0x" + "0".repeat(40));
    assertThat(one.addresses())
        .containsExactlyInAnyOrder("0x" + "ab".repeat(20), "0x" + "0".repeat(40));
    for (String wrong : new String[] {"0x12", "ab", "0x" + "g".repeat(40), "0x" + "0".repeat(41)}) {
      assertThatThrownBy(() -> Exchanges.SETTING.parser().apply(wrong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("0x and 40 hex");
    }
  }
}
