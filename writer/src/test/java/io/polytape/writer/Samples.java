package io.polytape.writer;

import io.polytape.common.market.Market;
import io.polytape.common.trade.Amount;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.Price;
import io.polytape.common.trade.Side;
import io.polytape.common.trade.Trade;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Events of the shape that the venue's have, each made from its number. */
final class Samples {
  static final long START = 1_704_067_200L; // 2024-01-01

  private Samples() {}

  static OrderFilled fill(int n) {
    String transaction = hash(n / 2);
    String order = hash(1_000_000_000L + n);
    long tokens = 1_000_000L + n * 37L % 9_000_000L;
    return new OrderFilled(
        transaction + "_" + order,
        "goldsky",
        1,
        "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e",
        n % 3 == 0 ? null : 50_000_000L + n,
        n % 3 == 0 ? null : (long) (n % 400),
        transaction,
        order,
        START + n / 50,
        address(n % 1_000),
        n % 2 == 0 ? address(n % 777) : "0x4bfb41d5b3570defd03c39a9a4d8de6bd8b8982e",
        n % 4 < 2 ? OrderFilled.COLLATERAL : token(n),
        n % 4 < 2 ? token(n) : OrderFilled.COLLATERAL,
        new Amount(tokens / 2),
        new Amount(tokens),
        new Amount(n % 7),
        n % 2 == 1,
        true,
        Instant.ofEpochSecond(START + n / 50, 123_000_000));
  }

  static Trade trade(int n) {
    OrderFilled fill = fill(n);
    Amount tokens = new Amount(1_000_000L + n * 37L % 9_000_000L);
    Amount usd = new Amount(tokens.units() / (2 + n % 5));
    return new Trade(
        fill,
        token(n),
        "m" + n % 50,
        hash(n % 50),
        n % 2 == 0 ? "Yes" : "No",
        n % 2,
        n % 3 == 0 ? null : n % 3 == 1,
        n % 4 < 2 ? Side.BUY : Side.SELL,
        Price.of(usd, tokens),
        usd,
        tokens,
        false,
        true);
  }

  static Market market(int n, Instant updatedAt, String question) {
    return new Market(
        Integer.toString(n),
        hash(n),
        hash(n),
        question,
        "slug-" + n,
        "description",
        "",
        List.of("Yes", "No"),
        List.of(token(n), token(n + 1)),
        List.of(new BigDecimal("0.515"), new BigDecimal("0.485")),
        "Politics",
        List.of("A", "B"),
        "e1",
        "event-1",
        "Event 1",
        null,
        "",
        true,
        false,
        false,
        true,
        true,
        new BigDecimal("1234.567890123456"),
        BigDecimal.ZERO,
        new BigDecimal("0.01"),
        new BigDecimal("5"),
        Instant.parse("2024-01-01T00:00:00.123456Z"),
        null,
        Instant.parse("2024-11-05T12:00:00Z"),
        null,
        "",
        "",
        "v1",
        null,
        updatedAt);
  }

  private static String token(int n) {
    return "7132104567986" + (1_000_000 + n % 40);
  }

  private static String hash(long n) {
    return "0x" + String.format(Locale.ROOT, "%064x", n * 0x9E3779B97F4A7C15L);
  }

  private static String address(int n) {
    return "0x" + String.format(Locale.ROOT, "%040x", n * 0x9E3779B97F4A7C15L);
  }
}
