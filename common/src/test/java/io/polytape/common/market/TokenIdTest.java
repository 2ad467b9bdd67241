package io.polytape.common.market;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenIdTest {
  private static final BigInteger LIMIT = BigInteger.TWO.pow(256);

  @Test
  void reachesFromOneToTheLastUnsignedIntegerOf256Bits() {
    assertThat(TokenId.isValid("1")).isTrue();
    assertThat(TokenId.isValid(LIMIT.subtract(BigInteger.ONE).toString())).isTrue();
    assertThat(TokenId.isValid(LIMIT.toString())).isFalse();
    assertThat(TokenId.isValid("9".repeat(78))).isFalse();
    assertThat(TokenId.isValid("1".repeat(79))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "01", "-1", "+1", " 1", "1 ", "0x1", "1.0", "1e5", "١٢"})
  void nothingElseIsOne(String text) {
    assertThat(TokenId.isValid(text)).isFalse();
    assertThatThrownBy(() -> new TokenId(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aForeignTextIsNotRepeatedAtItsWholeLength() {
    assertThatThrownBy(() -> new TokenId("x".repeat(5_000)))
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(200));
  }

  @Test
  void whatATokenStandsForComesBackFromItsHash() {
    for (Boolean negRisk : new Boolean[] {true, false, null}) {
      var market = new MarketOutcome("501", "0xc0", "Yes", 3, negRisk);
      assertThat(MarketOutcome.of(market.fields())).hasValue(market);
    }
    assertThat(MarketOutcome.of(Map.of())).isEmpty();
    assertThat(MarketOutcome.of(Map.of("market_id", "501"))).isEmpty();
    assertThat(MarketOutcome.of(Map.of("market_id", "501", "outcome_index", "x"))).isEmpty();
    assertThat(MarketOutcome.of(Map.of("market_id", "501", "outcome_index", "-1"))).isEmpty();
  }
}
