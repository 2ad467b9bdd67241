package io.polytape.processors.trade;

import static io.polytape.processors.trade.Fills.NO;
import static io.polytape.processors.trade.Fills.NO_MARKET;
import static io.polytape.processors.trade.Fills.YES;
import static io.polytape.processors.trade.Fills.YES_MARKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.longs;

import io.polytape.common.market.MarketOutcome;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.Side;
import io.polytape.common.trade.Trade;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TradeDerivationTest {
  private static final Map<String, MarketOutcome> KNOWN = Map.of(YES, YES_MARKET, NO, NO_MARKET);

  @Test
  void aMakerThatGivesCollateralBuys() {
    Trade trade = trade(Fills.buy("a", YES, 999_999, 1_219_511));

    assertThat(trade.makerSide()).isEqualTo(Side.BUY);
    assertThat(trade.takerSide()).isEqualTo(Side.SELL);
    assertThat(trade.usdAmount().units()).isEqualTo(999_999);
    assertThat(trade.tokenAmount().units()).isEqualTo(1_219_511);
    assertThat(trade.price().orElseThrow().value()).isEqualByComparingTo("0.819999983599983928");
  }

  @Test
  void aMakerThatGivesTokensSells() {
    Trade trade = trade(Fills.sell("a", NO, 9_000_000, 4_590_000));

    assertThat(trade.makerSide()).isEqualTo(Side.SELL);
    assertThat(trade.outcome()).isEqualTo("No");
    assertThat(trade.outcomeIndex()).isEqualTo(1);
    assertThat(trade.marketId()).isEqualTo("501");
    assertThat(trade.conditionId()).isEqualTo("0xc0");
    assertThat(trade.negRisk()).isFalse();
    assertThat(trade.price().orElseThrow().value()).isEqualByComparingTo("0.51");
  }

  @Test
  void bothLegsOfAComplementaryMatchNameOneTokenAndOppositeSides() {
    Trade maker = trade(Fills.sell("m", YES, 10_000_000, 6_000_000));
    Trade taker = trade(leg(Fills.buy("t", YES, 6_000_000, 10_000_000)));

    assertThat(maker.tokenId()).isEqualTo(taker.tokenId());
    assertThat(maker.takerSide()).isEqualTo(taker.makerSide());
    assertThat(taker.fill().isTakerLeg()).isTrue();
    assertThat(maker.fill().isTakerLeg()).isFalse();
  }

  @Test
  void bothLegsOfAMintBuyTokensOfTheirOwnAtPricesThatMakeOne() {
    Trade maker = trade(Fills.buy("m", YES, 4_410_000, 9_000_000));
    Trade taker = trade(leg(Fills.buy("t", NO, 4_590_000, 9_000_000)));

    assertThat(maker.makerSide()).isEqualTo(Side.BUY);
    assertThat(taker.makerSide()).isEqualTo(Side.BUY);
    assertThat(maker.tokenId()).isNotEqualTo(taker.tokenId());
    assertThat(sumOfPrices(maker, taker)).isEqualByComparingTo("1");
  }

  @Test
  void bothLegsOfAMergeSellTokensOfTheirOwnAtPricesThatMakeOne() {
    Trade maker = trade(Fills.sell("m", YES, 9_000_000, 4_410_000));
    Trade taker = trade(leg(Fills.sell("t", NO, 9_000_000, 4_590_000)));

    assertThat(maker.makerSide()).isEqualTo(Side.SELL);
    assertThat(taker.makerSide()).isEqualTo(Side.SELL);
    assertThat(sumOfPrices(maker, taker)).isEqualByComparingTo("1");
  }

  @Test
  void aFillWithoutTokensHasNoPrice() {
    assertThat(trade(Fills.buy("a", YES, 1, 0)).price()).isEmpty();
    assertThat(trade(Fills.sell("a", YES, 5, 0)).price().orElseThrow().value())
        .isEqualByComparingTo("0");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 2",
    "0, 0x12",
    "0, 007",
    "-3, 0",
    "'', 0",
    "0, 115792089237316195423570985008687907853269984665640564039457584007913129639936"
  })
  void neitherOrBothSidesCollateralOrNoTokenIdIsPoison(String makerAsset, String takerAsset) {
    var fill = Fills.fill("a", makerAsset, takerAsset, 1, 1, false, 1_700_000_000, true);

    assertThat(TradeDerivation.derive(fill, KNOWN)).isInstanceOf(Derivation.Poison.class);
    assertThat(TradeDerivation.deriveWithoutMarket(fill)).isInstanceOf(Derivation.Poison.class);
    assertThat(TradeDerivation.tokenOf(fill)).isEmpty();
  }

  @Test
  void theReasonOfPoisonIsBoundedWhateverTheSourceSent() {
    var fill = Fills.fill("a", "x".repeat(10_000), "0", 1, 1, false, 1_700_000_000, true);

    var poison = (Derivation.Poison) TradeDerivation.derive(fill, KNOWN);
    assertThat(poison.reason()).hasSizeLessThan(400);
  }

  @Test
  void aTokenThatNobodyKnowsIsNotYetATrade() {
    assertThat(TradeDerivation.derive(Fills.buy("a", YES, 1, 2), Map.of()))
        .isEqualTo(new Derivation.UnknownToken(YES));
  }

  @Test
  void withoutItsMarketATradeIsFlaggedButComplete() {
    var fill = Fills.sell("a", YES, 2_000_000, 500_000);
    Trade trade = ((Derivation.Derived) TradeDerivation.deriveWithoutMarket(fill)).trade();

    assertThat(trade.marketKnown()).isFalse();
    assertThat(trade.marketId()).isEmpty();
    assertThat(trade.outcomeIndex()).isEqualTo(-1);
    assertThat(trade.negRisk()).isNull();
    assertThat(trade.price().orElseThrow().value()).isEqualByComparingTo("0.25");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 299, 300})
  void aLiveFillUpToFiveMinutesOldIsNotStale(long age) {
    assertThat(trade(aged(age, true)).isStale()).isFalse();
  }

  @Test
  void aLiveFillOlderThanFiveMinutesIsStaleButAnOldOneFromHistoryIsNot() {
    assertThat(trade(aged(301, true)).isStale()).isTrue();
    assertThat(trade(aged(100_000_000, false)).isStale()).isFalse();
    assertThat(trade(aged(-60, true)).isStale()).as("a clock behind the chain's").isFalse();
  }

  @Test
  void priceTimesTokensIsTheCollateralAndAmountsArePreservedUpToTheirBounds() {
    qt().forAll(longs().between(0, Long.MAX_VALUE), longs().between(1, Long.MAX_VALUE))
        .check(
            (usd, tokens) -> {
              Trade buy = trade(Fills.buy("a", YES, usd, tokens));
              Trade sell = trade(Fills.sell("a", YES, tokens, usd));
              BigDecimal price = buy.price().orElseThrow().value();
              BigDecimal back =
                  price.multiply(BigDecimal.valueOf(tokens)).setScale(0, RoundingMode.HALF_EVEN);
              // The price is rounded at its 18th place, and 2^63 tokens magnify that.
              BigDecimal error = back.subtract(BigDecimal.valueOf(usd)).abs();
              return error.compareTo(BigDecimal.TEN) <= 0
                  && buy.usdAmount().units() == usd
                  && buy.tokenAmount().units() == tokens
                  && sell.usdAmount().equals(buy.usdAmount())
                  && sell.tokenAmount().equals(buy.tokenAmount())
                  && sell.price().equals(buy.price())
                  && sell.makerSide() == buy.takerSide();
            });
  }

  private static Trade trade(OrderFilled fill) {
    return ((Derivation.Derived) TradeDerivation.derive(fill, KNOWN)).trade();
  }

  private static OrderFilled aged(long seconds, boolean live) {
    long timestamp = Fills.RECEIVED.getEpochSecond() - seconds;
    return Fills.fill("a", "0", YES, 1, 2, false, timestamp, live);
  }

  private static OrderFilled leg(OrderFilled fill) {
    return Fills.fill(
        fill.eventId(),
        fill.makerAssetId(),
        fill.takerAssetId(),
        fill.makerAmountFilled().units(),
        fill.takerAmountFilled().units(),
        true,
        fill.timestamp(),
        fill.live());
  }

  private static BigDecimal sumOfPrices(Trade one, Trade other) {
    return one.price().orElseThrow().value().add(other.price().orElseThrow().value());
  }
}
