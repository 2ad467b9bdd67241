package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.live.Level;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.dashboard.PretendedMarkets;
import io.polytape.dashboard.web.Viewer.Heard;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.params.XTrimParams;

final class LiveEventsIT {
  private static final BigDecimal MID = new BigDecimal("0.48");
  private static final int QUEUE = 50;
  private static final int MOST_VIEWERS = 4;

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final PretendedMarkets markets = new PretendedMarkets(redis);
  private final OkHttpClient http =
      new OkHttpClient.Builder().readTimeout(Duration.ofMinutes(1)).build();
  private Dashboard dashboard = dashboard();

  private Dashboard dashboard() {
    return new Dashboard(
        redis, new ClickHouse("127.0.0.1", 1, "polymarket", "default", ""), MOST_VIEWERS, QUEUE);
  }

  @AfterEach
  void stop() {
    http.dispatcher().cancelAll();
    dashboard.close();
    http.connectionPool().evictAll();
    http.dispatcher().executorService().shutdown();
    redis.close();
    server.close();
  }

  @Test
  void everyKindOfEventComesWithItsNumbersAsText() throws Exception {
    try (var viewer = events("")) {
      viewer.await("position");
      Quote quote = quote(0, Instant.ofEpochSecond(1_763_700_300, 123_456_000));
      markets.publish(quote);
      Heard first = viewer.next();
      assertThat(first.data().get("best_bid").asText()).isEqualTo("0.47");
      assertThat(first.data().get("best_bid").isTextual()).isTrue();
      assertThat(first.data().get("best_bid_size").asText()).isEqualTo("85");
      assertThat(first.data().get("event_time").asText()).isEqualTo("2025-11-21T04:45:00.123456Z");
      assertThat(first.data().get("type").asText()).isEqualTo("quote");
      markets.publishTrade(0, 0, "t-2", new BigDecimal("0.49"));
      Heard trade = viewer.next();
      assertThat(trade.event()).isEqualTo("trade");
      assertThat(trade.data().get("price").asText()).isEqualTo("0.49");
      assertThat(trade.data().get("size").asText()).isEqualTo("17.25");
      markets.publishBook(quote(0, Instant.now()), List.of(Level.parse("0.47:85")), List.of());
      assertThat(viewer.next().data().at("/bids/0/1").asText()).isEqualTo("85");
      markets.publishGap(0, "g-2", "<b>1006</b>", Instant.now(), null);
      Heard gap = viewer.next();
      assertThat(gap.data().get("ended_at").isNull()).isTrue();
      assertThat(gap.data().get("detail").asText()).isEqualTo("<b>1006</b>");
      markets.publishAlert(0, "a-2", true, "wide");
      assertThat(viewer.next().data().get("value").asText()).isEqualTo("0.14");
    }
  }

  @Test
  void filtersByTokenMarketAndType() throws Exception {
    try (var byToken = events("?token=" + PretendedMarkets.token(1, 0));
        var byMarket = events("?market=" + PretendedMarkets.condition(2) + "&type=trade")) {
      byToken.await("position");
      byMarket.await("position");
      markets.publish(quote(0, Instant.now()), quote(2, Instant.now()), quote(1, Instant.now()));
      assertThat(byToken.next().data().get("token_id").asText())
          .isEqualTo(PretendedMarkets.token(1, 0));
      markets.publishTrade(1, 0, "no", MID);
      markets.publishTrade(2, 1, "yes", MID);
      Heard trade = byMarket.next();
      assertThat(trade.data().get("trade_id").asText()).isEqualTo("yes");
      assertThat(byToken.next().data().get("trade_id").asText()).isEqualTo("no");
    }
    for (String wrong : List.of("?token=abc", "?market=0xZZ", "?type=candle")) {
      assertThat(dashboard.get("/api/events" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
  }

  @Test
  void whoComesBackGetsWhatItMissedAlthoughTheStreamsWereTrimmed() throws Exception {
    String id;
    try (var viewer = events("?type=trade")) {
      viewer.await("position");
      markets.publishTrade(0, 0, "t-0", MID);
      id = viewer.next().id();
    }
    for (int i = 1; i <= 30; i++) {
      markets.publishTrade(0, 0, "t-" + i, MID);
    }
    try (var other = events("?type=trade", id)) {
      other.await(each -> each.data().path("trade_id").asText().equals("t-30"));
    }
    redis.run(
        "test",
        client -> client.xtrim(Streams.LIVE_TRADES.key(), XTrimParams.xTrimParams().maxLen(0)));
    try (var viewer = events("?type=trade", id)) {
      var trades = new ArrayList<String>();
      for (int i = 1; i <= 30; i++) {
        Heard heard = viewer.next();
        assertThat(heard.event()).isEqualTo("trade");
        trades.add(heard.data().get("trade_id").asText());
      }
      assertThat(trades).doesNotHaveDuplicates().startsWith("t-1").endsWith("t-30");
      markets.publishTrade(0, 0, "t-31", MID);
      assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("t-31");
    }
  }

  @Test
  void whoComesBackToARestartedDashboardIsServedFromTheStreams() throws Exception {
    String id;
    try (var viewer = events("?type=trade")) {
      viewer.await("position");
      markets.publishTrade(0, 0, "t-0", MID);
      id = viewer.next().id();
    }
    dashboard.close();
    for (int i = 1; i <= 1_200; i++) {
      markets.publishTrade(0, 0, "t-" + i, MID);
    }
    dashboard = dashboard();
    try (var viewer = events("?type=trade", id)) {
      for (int i = 1; i <= 1_200; i++) {
        assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("t-" + i);
      }
      markets.publishTrade(0, 0, "t-next", MID);
      assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("t-next");
    }
  }

  @Test
  void saysThatSomethingMayBeMissingWhenNobodyHasItAnyMore() throws Exception {
    String id;
    try (var viewer = events("?type=trade")) {
      viewer.await("position");
      markets.publishTrade(0, 0, "t-0", MID);
      id = viewer.next().id();
    }
    dashboard.close();
    markets.publishTrade(0, 0, "gone", MID);
    String kept = markets.publishTrade(0, 0, "kept", MID);
    redis.run(
        "test",
        client -> client.xtrim(Streams.LIVE_TRADES.key(), XTrimParams.xTrimParams().minId(kept)));
    dashboard = dashboard();
    try (var viewer = events("?type=trade", id)) {
      Heard notice = viewer.next();
      assertThat(notice.event()).isEqualTo("dropped");
      assertThat(notice.data().get("count").isNull()).isTrue();
      assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("kept");
    }
    try (var viewer = events("?type=trade", "no id of ours")) {
      assertThat(viewer.next().event()).isEqualTo("dropped");
    }
  }

  @Test
  void aSlowViewerLosesTheOldestAndIsToldHowMany() throws Exception {
    int published = 60_000;
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port());
        var quick = events("?type=trade")) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /api/events?type=quote HTTP/1.1\r\nHost: localhost\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      readUntil(in, ": still here");
      Quote[] page = new Quote[1_000];
      for (int i = 0; i < published; i += page.length) {
        for (int j = 0; j < page.length; j++) {
          page[j] = quote(i + j, Instant.ofEpochSecond(i + j + 1));
        }
        markets.publish(page);
      }
      markets.publishTrade(0, 0, "quick", MID);
      assertThat(quick.next().data().get("trade_id").asText()).isEqualTo("quick");

      String text = readUntil(in, "\"token_id\":\"" + PretendedMarkets.token(published - 1, 0));
      long got = text.lines().filter(line -> line.startsWith("event: quote")).count();
      long lost =
          text.lines()
              .filter(line -> line.startsWith("data: {\"type\":\"dropped\""))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      assertThat(lost).isPositive();
      assertThat(got + lost).isEqualTo(published);
      dashboard.statusWhen(each -> each.at("/live/viewers/dropped").asLong() == lost);
    }
  }

  @Test
  void theNumberOfViewersIsBounded() throws Exception {
    var viewers = new ArrayList<Viewer>();
    for (int i = 0; i < MOST_VIEWERS; i++) {
      viewers.add(events(""));
    }
    assertThatThrownBy(() -> events("")).hasMessage("HTTP 503");
    try (var socket = Viewer.socket(http, dashboard.port(), null)) {
      assertThat(socket.await("end").data().get("code").asInt()).isEqualTo(1013);
    }
    viewers.forEach(Viewer::close);
    dashboard.statusWhen(
        each -> {
          // A viewer that went is noticed at the next event.
          try {
            markets.publish(quote(0, Instant.now()));
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
          return each.at("/live/viewers/now").asInt() == 0;
        });
    events("").close();
  }

  @Test
  void aSocketSubscribesAndUnsubscribes() throws Exception {
    try (var viewer = Viewer.socket(http, dashboard.port(), null)) {
      viewer.say("{\"op\":\"ping\"}").await("pong");
      viewer.say(
          "{\"op\":\"subscribe\",\"types\":[\"trade\"],\"markets\":[\""
              + PretendedMarkets.condition(1)
              + "\"]}");
      assertThat(viewer.await("subscribed").data().get("filters").asInt()).isEqualTo(1);
      markets.publishTrade(0, 0, "other", MID);
      markets.publishTrade(1, 0, "ours", MID);
      assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("ours");

      viewer.say("{\"op\":\"unsubscribe\"}").await("unsubscribed");
      markets.publishTrade(1, 0, "unheard", MID);
      viewer.say("{\"op\":\"subscribe\",\"tokens\":[\"" + PretendedMarkets.token(3, 1) + "\"]}");
      viewer.await("subscribed");
      markets.publishTrade(3, 1, "again", MID);
      assertThat(viewer.next().data().get("trade_id").asText()).isEqualTo("again");

      for (String wrong :
          List.of(
              "{",
              "[]",
              "{\"op\":\"buy\"}",
              "{\"op\":\"subscribe\",\"tokens\":\"1\"}",
              "{\"op\":\"subscribe\",\"tokens\":[\"x\"]}",
              "{\"op\":\"unsubscribe\",\"types\":[]}")) {
        assertThat(viewer.say(wrong).next().event()).as(wrong).isEqualTo("error");
      }
      viewer.await("heartbeat");
    }
  }

  @Test
  void aForeignPageOpensNoSocket() throws Exception {
    try (var viewer = Viewer.socket(http, dashboard.port(), "https://evil.example")) {
      assertThat(viewer.await("end").data().get("code").asInt()).isEqualTo(403);
    }
    try (var viewer =
        Viewer.socket(http, dashboard.port(), "http://127.0.0.1:" + dashboard.port())) {
      viewer.say("{\"op\":\"ping\"}").await("pong");
    }
  }

  @Test
  void goesOnWhenRedisIsBack() throws Exception {
    try (var viewer = events("?type=trade")) {
      viewer.await("position");
      server.kill();
      server.restart();
      long end = System.nanoTime() + 30_000_000_000L;
      while (true) {
        try {
          markets.publishTrade(0, 0, "after", MID);
          break;
        } catch (io.polytape.common.worker.TransientException e) {
          assertThat(System.nanoTime()).isLessThan(end);
        }
      }
      viewer.await(each -> each.data().path("trade_id").asText().equals("after"));
    }
  }

  private static String readUntil(InputStream in, String wanted) throws Exception {
    var text = new StringBuilder();
    var buffer = new byte[64 * 1024];
    int from = 0;
    while (text.indexOf(wanted, from) < 0) {
      from = Math.max(0, text.length() - wanted.length());
      int read = in.read(buffer);
      assertThat(read).as("end of the stream").isPositive();
      text.append(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
    }
    return text.toString();
  }

  private Viewer events(String query) {
    return Viewer.events(http, dashboard.port(), query, null);
  }

  private Viewer events(String query, String lastId) {
    return Viewer.events(http, dashboard.port(), query, lastId);
  }

  private static Quote quote(int market, Instant at) {
    return PretendedMarkets.quote(market, 0, MID, Quality.VERIFIED, at);
  }
}
