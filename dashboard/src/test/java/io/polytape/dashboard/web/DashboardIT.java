package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.dashboard.PretendedPipeline;
import io.polytape.dashboard.PretendedTables;
import io.polytape.embedded.ClickHouseServer;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class DashboardIT {
  private static final String PROBE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final ClickHouseServer.Database database = ClickHouseServer.shared().newDatabase();
  private final PretendedTables tables = new PretendedTables(database.name());
  private final PretendedPipeline pipeline = new PretendedPipeline(redis);
  private final long now = System.currentTimeMillis();

  @BeforeEach
  void groups() throws Exception {
    ConsumerGroup.createAll(redis);
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
    database.close();
  }

  @Test
  void showsWhatLiesInRedisAndClickHouse() throws Exception {
    tables.create();
    tables.addTrades(10, now / 1_000);
    pipeline.beat("goldsky-ingester", "box-11", "failing", "HTTP 503", now, Map.of());
    pipeline.beat("trade-processor", "box-12", "running", "", now, Map.of("parked", "3"));
    pipeline.watermark("goldsky", "100:0xa", 77, 4, now);
    pipeline.add(Streams.ORDER_EVENTS, 1_200);
    pipeline.read(Streams.ORDER_EVENTS, Streams.TRADE_PROCESSOR, 10, 4);
    pipeline.deadLetter("expected a number", now);
    pipeline.park("123", 3, now - 60_000);

    try (var dashboard = new Dashboard(redis, tables.clickHouse(), 5)) {
      JsonNode status =
          dashboard.statusWhen(
              each ->
                  each.at("/redis/up").asBoolean()
                      && each.at("/totals/matches").asLong() == 10
                      && each.at("/latest_trades").size() == 10);

      JsonNode goldsky = named(status.get("workers"), "goldsky-ingester");
      assertThat(goldsky.get("state").asText()).isEqualTo("failing");
      assertThat(goldsky.get("reason").asText()).isEqualTo("HTTP 503");
      assertThat(goldsky.at("/instances/0/pid").asLong()).isEqualTo(11);
      assertThat(named(status.get("workers"), "clickhouse-writer").get("state").asText())
          .isEqualTo("down");
      assertThat(
              named(status.get("workers"), "trade-processor")
                  .at("/instances/0/figures/parked")
                  .asText())
          .isEqualTo("3");

      JsonNode source = named(status.get("sources"), "goldsky");
      assertThat(source.get("state").asText()).isEqualTo("failing");
      assertThat(source.get("cursor").asText()).isEqualTo("100:0xa");
      assertThat(source.get("events").asLong()).isEqualTo(77);
      assertThat(source.get("lag_seconds").asLong()).isBetween(4L, 40L);

      JsonNode stream = named(status.get("streams"), "stream:order_events");
      assertThat(stream.get("length").asLong()).isEqualTo(1_200);
      JsonNode processor = named(stream.get("groups"), Streams.TRADE_PROCESSOR);
      assertThat(processor.get("pending").asLong()).isEqualTo(6);
      assertThat(processor.get("oldest_pending_seconds").isNumber()).isTrue();
      assertThat(processor.get("consumers").asLong()).isEqualTo(1);
      JsonNode writer = named(stream.get("groups"), Streams.CLICKHOUSE_WRITER);
      assertThat(writer.get("lag_exact").asBoolean()).isFalse();
      assertThat(writer.get("lag").asLong()).isBetween(1_000L, 1_200L);

      assertThat(named(status.get("tables"), "trades").get("rows").asLong()).isEqualTo(20);
      assertThat(named(status.get("tables"), "trades").get("last_insert_age_seconds").asLong())
          .isBetween(0L, 60L);
      assertThat(status.at("/totals/volume_usd").asText()).isEqualTo("125.00");
      assertThat(status.at("/latest_trades/0/question").asText()).isNotEmpty();
      assertThat(status.at("/dead_letters/count").asLong()).isEqualTo(1);
      assertThat(status.at("/parked/fills").asLong()).isEqualTo(3);
      assertThat(status.at("/verdict/level").asText()).isEqualTo("bad");
      assertThat(dashboard.get("/ready").statusCode()).isEqualTo(200);
      assertThat(dashboard.get("/health").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void countsEntriesPerSecondOnAServerThatDoesNotCountThem() throws Exception {
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      dashboard.statusWhen(status -> status.get("redis").get("up").asBoolean());
      pipeline.add(Streams.TRADES, 500);
      dashboard.statusWhen(
          status ->
              named(status.get("streams"), "stream:trades").get("entries_per_second").asDouble()
                  > 0);
    }
  }

  @Test
  void foreignTextNeverReachesTheBrowserAsMarkup() throws Exception {
    tables.create();
    tables.addMarket("1", PROBE);
    tables.addTrades(6, now / 1_000);
    pipeline.beat("goldsky-ingester", "box-11", "failing", PROBE, now, Map.of("note", PROBE));
    pipeline.deadLetter(PROBE, now);

    try (var dashboard = new Dashboard(redis, tables.clickHouse(), 5)) {
      JsonNode status =
          dashboard.statusWhen(
              each ->
                  each.at("/dead_letters/count").asLong() == 1
                      && each.get("latest_trades").toString().contains("script"));
      assertThat(status.at("/dead_letters/newest/0/reason").asText()).isEqualTo(PROBE);
      assertThat(named(status.get("workers"), "goldsky-ingester").get("reason").asText())
          .isEqualTo(PROBE);

      var answer = dashboard.get("/api/status");
      assertThat(answer.body()).doesNotContain("<", ">").contains("\\u003Cscript\\u003E");
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
      assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(dashboard.get("/").body()).doesNotContain("alert(");
    }
  }

  @Test
  void metricsAreLinesThatPrometheusReads() throws Exception {
    pipeline.beat("goldsky-ingester", "box-11", "running", "", now, Map.of());
    pipeline.watermark("goldsky", "100:0xa", 77, 4, now);
    pipeline.add(Streams.ORDER_EVENTS, 3);
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      dashboard.statusWhen(status -> status.get("sources").size() == 1);
      String metrics = dashboard.get("/metrics").body();

      assertThat(metrics.lines().filter(line -> !line.startsWith("#")))
          .isNotEmpty()
          .allMatch(
              line -> line.matches("polytape_[a-z_]+(\\{([a-z_]+=\"[^\"]*\",?)+})? -?[0-9.eE+-]+"));
      assertThat(metrics)
          .contains("polytape_stream_length{stream=\"stream:order_events\"} 3.0")
          .contains(
              "polytape_group_lag{group=\"trade-processor\",stream=\"stream:order_events\"} 3.0")
          .contains("polytape_worker_up{instance=\"box-11\",worker=\"goldsky-ingester\"} 1.0")
          .contains("polytape_watermark_lag_seconds{source=\"goldsky\"}")
          .contains("polytape_clickhouse_up 0.0")
          .contains("polytape_dead_letters 0.0");
    }
  }

  @Test
  void isNotReadyAndSaysWhyWhileTheSchemaIsMissing() {
    try (var dashboard = new Dashboard(redis, tables.clickHouse(), 5)) {
      dashboard.statusWhen(status -> status.at("/clickhouse/up").asBoolean());
      var ready = dashboard.get("/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("markets, order_filled, trades").contains("setup-schema");
    }
  }

  @Test
  void goesOnAndSaysSoWhenBothEnginesAreAway() throws Exception {
    pipeline.add(Streams.TRADES, 5);
    try (var dashboard = new Dashboard(redis, nowhere(), 5)) {
      dashboard.statusWhen(status -> status.at("/redis/up").asBoolean());
      server.kill();
      JsonNode status = dashboard.statusWhen(each -> !each.at("/redis/up").asBoolean());

      assertThat(status.at("/verdict/headline").asText()).startsWith("Redis does not answer");
      assertThat(named(status.get("streams"), "stream:trades").get("length").asLong())
          .as("the last known figures stay")
          .isEqualTo(5);
      assertThat(dashboard.get("/health").statusCode()).isEqualTo(200);
      var ready = dashboard.get("/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("Redis at").contains("ClickHouse at");

      server.restart();
      dashboard.statusWhen(each -> each.at("/redis/up").asBoolean());
    }
  }

  private static ClickHouse nowhere() {
    return new ClickHouse("127.0.0.1", 1, "polymarket", "default", "");
  }

  private static JsonNode named(JsonNode list, String name) {
    return StreamSupport.stream(list.spliterator(), false)
        .filter(each -> each.get("name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + " in " + list));
  }
}
