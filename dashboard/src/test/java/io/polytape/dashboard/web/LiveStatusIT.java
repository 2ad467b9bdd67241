package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.live.Quality;
import io.polytape.common.redis.Redis;
import io.polytape.dashboard.PretendedMarkets;
import io.polytape.dashboard.PretendedTables;
import io.polytape.embedded.ClickHouseServer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The live part of status and metrics, and what comes out of the tables. */
final class LiveStatusIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigDecimal MID = new BigDecimal("0.48");

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final ClickHouseServer.Database database = ClickHouseServer.shared().newDatabase();
  private final PretendedTables tables = new PretendedTables(database.name());
  private final PretendedMarkets markets = new PretendedMarkets(redis);
  private final long now = System.currentTimeMillis();

  @AfterEach
  void stop() {
    redis.close();
    server.close();
    database.close();
  }

  @Test
  void statusAndMetricsTellTheLivePart() throws Exception {
    markets.follow(2, "Will it <b>?");
    markets.book(0, 0, MID, 2, Quality.VERIFIED);
    markets.book(0, 1, MID, 2, Quality.GAP);
    markets.connection("0", "open", 4, now, "");
    markets.heard("price_change", 100);
    for (int i = 0; i < 8; i++) {
      markets.guards(now / 60_000 - i, Map.of("trades", 10L, "stale", 1L));
    }
    markets.guards(now / 60_000, Map.of("diverged", 2L));
    markets.error(
        now, "{\"at\":" + now + ",\"component\":\"c\",\"kind\":\"k\",\"detail\":\"new\"}");
    markets.error(
        now - 3_700_000, "{\"at\":1,\"component\":\"c\",\"kind\":\"k\",\"detail\":\"old\"}");
    markets.discovery(Map.of("finished_at", Long.toString(now), "found", "7", "last_error", "x"));
    markets.publishAlert(0, "a-0", true, "before anybody looked");
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      dashboard.statusWhen(each -> each.at("/live/tokens/with_book").asInt() == 2);
      markets.publishGap(0, "g-1", "<i>", Instant.ofEpochMilli(now), null);
      markets.publishAlert(0, "a-1", true, "wide");
      markets.publishAlert(0, "a-2", true, "wide");
      markets.publishAlert(0, "a-2", false, "no more");
      markets.heard("price_change", 500);
      JsonNode live =
          dashboard
              .statusWhen(
                  each ->
                      each.at("/live/alerts").size() == 3
                          && each.at("/live/alerts/2/raised").isBoolean()
                          && !each.at("/live/alerts/2/raised").asBoolean()
                          && each.at("/live/gaps").size() == 1
                          && each.at("/live/events/0/per_second").asDouble() > 0)
              .get("live");

      assertThat(live.at("/tokens/followed").asInt()).isEqualTo(4);
      assertThat(live.at("/tokens/gaps_open").asInt()).isEqualTo(1);
      assertThat(live.at("/connections/0/last_frame_age_ms").isNumber()).isTrue();
      assertThat(live.at("/guards/trades").asLong()).isBetween(40L, 50L);
      assertThat(live.at("/guards/diverged").asLong()).isEqualTo(2);
      assertThat(live.at("/errors/last_hour").asLong()).isEqualTo(1);
      assertThat(live.at("/errors/newest/0/detail").asText()).isEqualTo("new");
      assertThat(live.at("/discovery/found").asLong()).isEqualTo(7);
      assertThat(live.at("/gaps/0/question").asText()).isEqualTo("Will it <b>?");
      assertThat(live.at("/active_alerts").asInt()).isEqualTo(2);
      assertThat(live.at("/alerts/0/alert_id").asText()).isEqualTo("a-1");
      assertThat(live.at("/alerts/1/alert_id").asText()).isEqualTo("a-0");

      assertThat(dashboard.get("/metrics").body())
          .contains("polytape_live_tokens 4.0")
          .contains("polytape_live_books{quality=\"gap\"} 1.0")
          .contains("polytape_live_books{quality=\"resynced\"} 0.0")
          .contains("polytape_live_connection_up{shard=\"0\"} 1.0")
          .contains("polytape_live_events{type=\"price_change\"} 600.0")
          .contains("polytape_live_trades_flagged_lately{flag=\"diverged\"} 2.0")
          .contains("polytape_live_gaps_open 1.0")
          .contains("polytape_live_alerts_active 2.0");
    }
  }

  @Test
  void liveWorkersAreExpectedOnceTokensAreFollowed() throws Exception {
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      JsonNode before = dashboard.statusWhen(each -> each.at("/redis/up").asBoolean());
      assertThat(before.get("workers").toString()).doesNotContain("book-processor");
      markets.follow(1, "Q");
      JsonNode status = dashboard.statusWhen(each -> each.at("/live/tokens/followed").asInt() == 2);
      assertThat(status.get("verdict").toString())
          .contains("book-processor is not running", "websocket-ingester is not running");
    }
  }

  @Test
  void gapsAndAlertsOfTheLastDayAreThereAfterARestart() throws Exception {
    tables.createLive();
    tables.execute(
        "INSERT INTO %s.gaps (gap_id, token_id, reason, started_at, ended_at, trades_too, detail,"
            + " updated_at) VALUES ('g', '5', 'silence', now64(6) - 60, NULL, true, 'd', now64(6) -"
            + " 60), ('g', '5', 'silence', now64(6) - 60, now64(6) - 30, true, 'd', now64(6) - 30),"
            + " ('old', '5', 'silence', now64(6) - 90000, NULL, true, 'd', now64(6))");
    tables.execute(
        "INSERT INTO %s.alerts (alert_id, rule, kind, severity, token_id, event_time, is_raised,"
            + " value, threshold, message) VALUES"
            + " ('a', 'r', 'wide_spread', 'warning', '5', now64(6) - 9, true, 0.5, 0.1, 'up'),"
            + " ('b', 'r', 'wide_spread', 'warning', '5', now64(6) - 8, true, 0.5, 0.1, 'up'),"
            + " ('b', 'r', 'wide_spread', 'warning', '5', now64(6) - 7, false, 0.05, 0.1, 'down')");
    try (var dashboard = new Dashboard(redis, tables.clickHouse(), 5)) {
      JsonNode live =
          dashboard
              .statusWhen(
                  each -> each.at("/live/gaps").size() == 1 && each.at("/live/alerts").size() == 2)
              .get("live");
      assertThat(live.at("/gaps/0/ended_at").isTextual()).isTrue();
      assertThat(live.at("/gaps/0/reason").asText()).isEqualTo("silence");
      assertThat(live.at("/active_alerts").asInt()).isEqualTo(1);
      assertThat(live.at("/alerts/0/value").asText()).isEqualTo("0.5");
      assertThat(live.at("/alerts/1/message").asText()).isEqualTo("down");
      JsonNode status = dashboard.statusWhen(each -> each.get("tables").size() > 3);
      assertThat(status.get("tables").toString()).contains("\"live_trades\"", "\"gaps\"");
    }
  }

  @Test
  void theHistoryOfATokenIsAnHourOfPricesAndItsNewestTrades() throws Exception {
    tables.createLive();
    tables.addLiveHour("71", "0.42", 60);
    tables.addLiveHour("72", "0.1", 1);
    try (var dashboard = new Dashboard(redis, tables.clickHouse(), 5)) {
      JsonNode history = JSON.readTree(dashboard.get("/api/history/71").body());
      assertThat(history.get("fault").asText()).isEmpty();
      assertThat(history.get("prices").size()).isBetween(235, 241);
      assertThat(history.at("/prices/0/mid").isTextual()).isTrue();
      assertThat(history.at("/prices/0/at").asLong())
          .isBetween(now - 3_700_000, now - 3_500_000)
          .isLessThan(history.at("/prices/1/at").asLong());
      assertThat(history.get("trades")).hasSize(50);
      JsonNode trade = history.at("/trades/0");
      assertThat(trade.get("trade_id").asText()).isEqualTo("71-0");
      assertThat(trade.get("price").asText()).isEqualTo("0.42");
      assertThat(trade.get("side").asText()).isEqualTo("BUY");
      assertThat(history.at("/trades/1/size").isNull()).isTrue();
      assertThat(history.at("/trades/2/stale").asBoolean()).isTrue();
      assertThat(JSON.readTree(dashboard.get("/api/history/73").body()).get("trades")).isEmpty();
      assertThat(dashboard.get("/api/history/x").statusCode()).isEqualTo(400);
    }
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      assertThat(dashboard.get("/api/history/71").body()).contains("ClickHouse does not answer");
    }
  }

  @Test
  void thousandsOfTokensAreReadWithinASecond() throws Exception {
    markets.follow(1_000, "Q");
    for (int i = 0; i < 1_000; i++) {
      markets.book(i, 0, MID, 1, Quality.VERIFIED);
      markets.book(i, 1, MID, 1, Quality.VERIFIED);
    }
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      dashboard.statusWhen(each -> each.at("/live/tokens/with_book").asInt() == 2_000);
      for (int i = 1; i <= 3; i++) {
        String mid = "0.6" + i;
        long start = System.nanoTime();
        markets.book(999, 0, new BigDecimal(mid), 1, Quality.VERIFIED);
        String path = "/api/markets/live?search=" + PretendedMarkets.condition(999);
        while (!JSON.readTree(dashboard.get(path).body())
            .at("/markets/0/tokens/0/mid")
            .asText()
            .equals(mid)) {
          Thread.onSpinWait();
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
      }
    }
  }

  private static ClickHouse nowhere() {
    return new ClickHouse("127.0.0.1", 1, "polymarket", "default", "");
  }
}
