package io.polytape.dashboard;

import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.dashboard.live.Live;
import io.polytape.dashboard.status.Sampler;
import io.polytape.dashboard.web.Latest;
import io.polytape.dashboard.web.WebServer;
import io.polytape.embedded.ClickHouseServer;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;

/**
 * The page over a pretended pipeline with moving figures, to look at while working on it: run with
 * the test class path, an optional port, an optional scene ({@code good} or {@code trouble}) and an
 * optional number of live markets.
 */
final class PretendedPipelineMain {
  private PretendedPipelineMain() {}

  public static void main(String[] arguments) throws Exception {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 8080;
    boolean trouble = arguments.length > 1 && arguments[1].equals("trouble");
    try (var redisServer = RedisServer.start();
        Redis redis = redisServer.open();
        var database = ClickHouseServer.shared().newDatabase()) {
      var tables = new PretendedTables(database.name());
      tables.create();
      tables.createLive();
      tables.addLiveHour(PretendedMarkets.token(0, 0), "0.31", 30);
      tables.addLiveHour(PretendedMarkets.token(0, 1), "0.55", 12);
      var clickHouse = tables.clickHouse();
      if (trouble) {
        clickHouse = new ClickHouse(clickHouse.host(), 1, clickHouse.database(), "default", "");
      }
      var latest = new Latest();
      var random = new Random(7);
      InstantSource clock = InstantSource.system();
      try (var live = new Live(redis, clickHouse, clock);
          var server = new WebServer("127.0.0.1", latest, live);
          var sampler = new Sampler(redis, clickHouse, live::status, clock, latest::publish)) {
        int markets = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 500;
        var life = new PretendedLife(new PretendedMarkets(redis), markets, trouble);
        server.start("127.0.0.1", port);
        var pipeline = new PretendedPipeline(redis);
        ConsumerGroup.createAll(redis);
        long events = 48_211_903;
        long start = System.currentTimeMillis();
        pipeline.beat("goldsky-ingester", "tape-3007", "running", "", start - 900_000, Map.of());
        while (true) {
          long now = System.currentTimeMillis();
          int added = 120 + (int) (60 * Math.sin(now / 9_000.0)) + random.nextInt(40);
          events += added;
          workers(pipeline, now, trouble);
          pipeline.watermark("goldsky", now / 1000 - 3 + ":0x5f3c_0xa1", events, 3, now);
          pipeline.watermark("gamma", "closed:MjAyNi0xMS0yMQ==", 61_202, -1, now - 12_000);
          pipeline.add(Streams.ORDER_EVENTS, added);
          pipeline.add(Streams.TRADES, added);
          pipeline.add(Streams.MARKETS, random.nextInt(4));
          int done = trouble ? 20 : 2_000;
          pipeline.read(Streams.ORDER_EVENTS, Streams.TRADE_PROCESSOR, 2_000, 2_000);
          pipeline.read(Streams.ORDER_EVENTS, Streams.CLICKHOUSE_WRITER, done, done - 10);
          pipeline.read(Streams.TRADES, Streams.CLICKHOUSE_WRITER, done, done);
          pipeline.read(Streams.MARKETS, Streams.CLICKHOUSE_WRITER, done, done);
          if (!trouble) {
            tables.addTrades(added, now / 1_000);
          }
          life.second();
          sampler.runOnce();
          Thread.sleep(Math.max(0, now + 1_000 - System.currentTimeMillis()));
        }
      }
    }
  }

  private static void workers(PretendedPipeline pipeline, long now, boolean trouble)
      throws Exception {
    pipeline.beat(
        "goldsky-ingester",
        "tape-4101",
        trouble ? "failing" : "running",
        trouble ? "HTTP 503 from the subgraph; waiting 8 s" : "",
        now,
        Map.of(
            "source_state",
            trouble ? "failing" : "following",
            "breaker",
            trouble ? "open" : "closed"));
    if (!trouble) {
      pipeline.beat(
          "goldsky-ingester",
          "tape-4117",
          "waiting",
          "another poller (tape-4101) holds the source",
          now,
          Map.of());
    }
    pipeline.beat(
        "polymarket-ingester",
        "tape-4100",
        "running",
        "",
        now,
        Map.of("source_state", "quiet", "breaker", "closed"));
    if (!trouble) {
      pipeline.beat(
          "trade-processor",
          "tape-4102",
          "running",
          "",
          now,
          Map.of("trades_per_second", "131", "parked", "2"));
    }
    pipeline.beat("websocket-ingester", "tape-4105", "running", "", now, Map.of());
    pipeline.beat("book-processor", "tape-4106", "running", "", now, Map.of());
    pipeline.beat("alert-engine", "tape-4107", "running", "", now, Map.of());
    pipeline.beat("clickhouse-writer", "tape-4103", "running", "", now, Map.of());
    pipeline.beat("dashboard", "tape-4104", "running", "", now, Map.of());
    if (trouble && now % 7 == 0) {
      pipeline.deadLetter("expected a decimal in makerAmountFilled, was '<img src=x>'", now);
      pipeline.park("8811" + now, 2, now - 1_200_000);
    }
  }
}
