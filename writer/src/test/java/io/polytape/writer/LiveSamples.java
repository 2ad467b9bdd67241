package io.polytape.writer;

import io.polytape.common.live.Alert;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Live events of the shape that the venue's have, of a day that no TTL has reached. */
final class LiveSamples {
  static final Instant START = Instant.parse("2100-01-01T00:00:00Z");

  private LiveSamples() {}

  static String token(int n) {
    return "71321045679865" + String.format(Locale.ROOT, "%063d", n);
  }

  static String hash(long n, int digits) {
    return String.format(Locale.ROOT, "%0" + digits + "x", n * 0x9E3779B97F4A7C15L);
  }

  static LevelChange change(int n) {
    Instant time = START.plusNanos(n * 50_000L);
    return new LevelChange(
        token(n % 1_000),
        "0x" + hash(n % 500, 64),
        time,
        time.toEpochMilli(),
        time.plusMillis(3),
        n % 2 == 0 ? BookSide.BID : BookSide.ASK,
        new Level(BigDecimal.valueOf(1 + n % 99, 2), BigDecimal.valueOf(n % 5_000, 2)),
        new BigDecimal("0.48"),
        new BigDecimal("0.5"),
        hash(n, 40),
        "host-1/" + n % 5,
        true);
  }

  static Quote quote(
      String token, Instant time, @Nullable String bid, @Nullable String ask, String depth) {
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
        "0xc0",
        time,
        time.toEpochMilli(),
        time.plusMillis(2),
        bestBid,
        bestAsk,
        mid,
        spread,
        null,
        new BigDecimal(depth),
        new BigDecimal(depth),
        BigDecimal.ZERO,
        null,
        Quality.VERIFIED);
  }

  static BookSnapshot book(Quote quote, int levels) {
    var bids = new ArrayList<Level>();
    var asks = new ArrayList<Level>();
    for (int i = 0; i < levels; i++) {
      bids.add(new Level(BigDecimal.valueOf(4_800 - i, 4), BigDecimal.valueOf(100_000 + i, 3)));
      asks.add(new Level(BigDecimal.valueOf(5_000 + i, 4), BigDecimal.valueOf(100_000 + i, 3)));
    }
    return new BookSnapshot(quote, bids, asks, new BigDecimal("0.0001"), 1, hash(1, 40));
  }

  static LiveTrade trade(
      String id, String token, Instant time, String price, @Nullable String size) {
    return new LiveTrade(
        id,
        token,
        "0xc0",
        "market-1",
        time,
        time.plusMillis(4),
        new BigDecimal(price),
        size == null ? null : new BigDecimal(size),
        Side.SELL,
        "0",
        "0x" + id,
        false,
        size == null,
        false,
        "host-1/1");
  }

  static GapRow gap(
      String id, GapReason reason, Instant from, @Nullable Instant to, Instant updated) {
    return new GapRow(id, token(1), "0xc0", reason, from, to, true, "no frame for 30 s", updated);
  }

  static Alert alert(String id, boolean raised, Instant time) {
    return new Alert(
        id,
        "wide spread",
        "wide_spread",
        "warning",
        token(1),
        "0xc0",
        time,
        raised,
        new BigDecimal("0.12"),
        new BigDecimal("0.1"),
        "spread 0.12 is above 0.1");
  }
}
