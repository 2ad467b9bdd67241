package io.polytape.dashboard;

import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Lets many pretended markets move, second by second. */
final class PretendedLife {
  private static final String[] TYPES = {
    "book", "price_change", "last_trade_price", "best_bid_ask", "tick_size_change", "new_market"
  };

  private final PretendedMarkets markets;
  private final int count;
  private final boolean trouble;
  private final Random random = new Random(11);
  private final int[] cents;
  private final long start = System.currentTimeMillis();

  PretendedLife(PretendedMarkets markets, int count, boolean trouble) throws TransientException {
    this.markets = markets;
    this.count = count;
    this.trouble = trouble;
    this.cents = new int[count];
    markets.follow(count, "<b>Will</b> a foreign question stay text?");
    for (int i = 0; i < count; i++) {
      cents[i] = 10 + random.nextInt(80);
      move(i);
    }
    markets.discovery(
        Map.of(
            "started_at", Long.toString(start - 4_000),
            "finished_at", Long.toString(start),
            "requests", "3",
            "found", Integer.toString(2 * count + 40),
            "followed", Integer.toString(2 * count),
            "last_slug", "btc-updown-15m-1763700300",
            "last_error", ""));
  }

  /** One second: most books change, some trades happen, now and then something odd. */
  void second() throws TransientException {
    long now = System.currentTimeMillis();
    for (int i = 0; i < count; i++) {
      if (random.nextInt(3) > 0) {
        cents[i] = Math.clamp(cents[i] + random.nextInt(3) - 1, 3, 97);
        move(i);
      }
    }
    for (int i = 0; i < 12; i++) {
      int market = random.nextInt(Math.min(count, 8));
      markets.publishTrade(
          market, random.nextInt(2), now + "-" + i, BigDecimal.valueOf(cents[market], 2));
    }
    for (String type : TYPES) {
      markets.heard(type, type.equals("price_change") ? 900 + random.nextInt(300) : 5);
    }
    int shards = (2 * count + 199) / 200;
    for (int shard = 0; shard < shards; shard++) {
      boolean isDown = trouble && shard == 1;
      markets.connection(
          Integer.toString(shard),
          isDown ? "backoff" : "open",
          200,
          isDown ? now - 42_000 : now - random.nextInt(400),
          shard % 3 == 1 ? "no data for 30 s; <i>forced</i> reconnect" : "");
    }
    markets.guards(now / 60_000, Map.of("trades", 12L, "stale", 1L, "backfilled", 2L));
    if (random.nextInt(trouble ? 3 : 20) == 0) {
      Instant began = Instant.ofEpochMilli(now - 7_000);
      boolean open = trouble && random.nextBoolean();
      markets.publishGap(
          random.nextInt(count),
          "g" + now,
          "connection 1 closed with 1006",
          began,
          open ? null : Instant.ofEpochMilli(now));
      markets.publishAlert(
          random.nextInt(count), "a" + now / 60_000, true, "spread of 0.14 for 60 s");
      markets.error(
          now,
          """
          {"at":%d,"component":"websocket-ingester","kind":"bad_frame",\
          "detail":"not JSON at byte 18 of <frame>"}\
          """
              .formatted(now));
    }
  }

  private void move(int market) throws TransientException {
    List<Quote> quotes = new ArrayList<>();
    Quality quality =
        market % 37 == 5
            ? Quality.UNVERIFIED
            : trouble && market % 41 == 3 ? Quality.GAP : Quality.VERIFIED;
    for (int outcome = 0; outcome < 2; outcome++) {
      int mid = outcome == 0 ? cents[market] : 100 - cents[market];
      quotes.add(
          markets.book(
              market, outcome, BigDecimal.valueOf(mid, 2), 6 + random.nextInt(30), quality));
    }
    markets.publish(quotes.toArray(Quote[]::new));
  }
}
