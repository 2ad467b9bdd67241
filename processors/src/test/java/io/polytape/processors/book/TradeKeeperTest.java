package io.polytape.processors.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TradeKeeperTest {
  private static String id(String transaction, long time) {
    var header = new Header("1", "0xc0", time, Instant.EPOCH, "c", 1);
    var price = new BigDecimal("0.5");
    return TradeKeeper.id(
        new Trade(header, price, BigDecimal.TEN, Side.BUY, "0", transaction, 0, false),
        BigDecimal.TEN);
  }

  @Test
  void equalTradesWithoutATransactionAreToldApartByTheirTime() {
    assertThat(id("", 1_000)).isEqualTo(id("", 1_000)).isNotEqualTo(id("", 2_000));
  }

  @Test
  void theTimeOfATradeWithATransactionDoesNotMatterForTheDataApiStatesSeconds() {
    assertThat(id("0xAb", 1_000)).isEqualTo(id("0xab", 1_234));
  }
}
