package io.polytape.processors.trade;

import io.polytape.common.market.MarketOutcome;
import io.polytape.common.trade.Amount;
import io.polytape.common.trade.OrderFilled;
import java.time.Instant;

/** Fills and markets for tests. */
final class Fills {
  static final String YES =
      "21742633143463906290569050155826241533067272736897614950488156847949938836455";
  static final String NO =
      "48331043336612883890938759509493159234755048973500640148014422747788308965732";
  static final String EXCHANGE = "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e";
  static final MarketOutcome YES_MARKET = new MarketOutcome("501", "0xc0", "Yes", 0, false);
  static final MarketOutcome NO_MARKET = new MarketOutcome("501", "0xc0", "No", 1, false);
  static final Instant RECEIVED = Instant.ofEpochSecond(1_700_000_100);

  private Fills() {}

  /** The maker pays collateral for tokens. */
  static OrderFilled buy(String id, String token, long usd, long tokens) {
    return fill(id, "0", token, usd, tokens, false, 1_700_000_000, true);
  }

  /** The maker hands tokens over for collateral. */
  static OrderFilled sell(String id, String token, long tokens, long usd) {
    return fill(id, token, "0", tokens, usd, false, 1_700_000_000, true);
  }

  static OrderFilled fill(
      String id,
      String makerAsset,
      String takerAsset,
      long makerAmount,
      long takerAmount,
      boolean takerLeg,
      long timestamp,
      boolean live) {
    return new OrderFilled(
        id,
        "goldsky",
        1,
        "",
        null,
        null,
        "0xt" + id,
        "0xo" + id,
        timestamp,
        "0x00000000000000000000000000000000000000aa",
        takerLeg ? EXCHANGE : "0x00000000000000000000000000000000000000bb",
        makerAsset,
        takerAsset,
        new Amount(makerAmount),
        new Amount(takerAmount),
        Amount.ZERO,
        takerLeg,
        live,
        RECEIVED);
  }
}
