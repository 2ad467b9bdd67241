package io.polytape.processors.alert;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Events of tokens {@code 1}, {@code 2} and so on, each of the market {@code 0xc}. */
final class Events {
  static final String MARKET = "0x" + "c".repeat(64);

  private Events() {}

  static Quote quote(String token, Instant at, @Nullable String bid, @Nullable String ask) {
    return quote(token, at, bid, ask, Quality.VERIFIED);
  }

  static Quote quote(
      String token, Instant at, @Nullable String bid, @Nullable String ask, Quality quality) {
    Level bestBid = bid == null ? null : new Level(new BigDecimal(bid), BigDecimal.TEN);
    Level bestAsk = ask == null ? null : new Level(new BigDecimal(ask), BigDecimal.TEN);
    BigDecimal mid = null;
    BigDecimal spread = null;
    if (bestBid != null && bestAsk != null) {
      mid = bestBid.price().add(bestAsk.price()).divide(BigDecimal.TWO);
      spread = bestAsk.price().subtract(bestBid.price());
    }
    return new Quote(
        token,
        MARKET,
        at,
        at.toEpochMilli(),
        at,
        bestBid,
        bestAsk,
        mid,
        spread,
        null,
        BigDecimal.ONE,
        BigDecimal.ONE,
        null,
        null,
        quality);
  }

  static LiveTrade trade(String token, Instant at, String price, @Nullable String size) {
    return new LiveTrade(
        token + at,
        token,
        MARKET,
        "",
        at,
        at,
        new BigDecimal(price),
        size == null ? null : new BigDecimal(size),
        Side.BUY,
        "",
        "0x1",
        false,
        false,
        false,
        "");
  }

  static GapRow gap(
      String token, GapReason reason, Instant from, @Nullable Instant to, Instant updated) {
    return new GapRow("gap-" + token, token, MARKET, reason, from, to, true, "", updated);
  }
}
