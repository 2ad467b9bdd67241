package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.live.Quality;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.dashboard.PretendedMarkets;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveApiIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigDecimal MID = new BigDecimal("0.48");
  private static final String PROBE = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>";

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final PretendedMarkets markets = new PretendedMarkets(redis);
  private final Dashboard dashboard =
      new Dashboard(redis, new ClickHouse("127.0.0.1", 1, "polymarket", "default", ""), 10);

  @AfterEach
  void stop() {
    dashboard.close();
    redis.close();
    server.close();
  }

  @Test
  void aQuoteHasItsNumbersAsTextAndNothingWhereASideIsEmpty() throws Exception {
    markets.book(0, 0, MID, 3, Quality.VERIFIED, Instant.ofEpochMilli(1_763_700_300_123L));
    redis.run("test", client -> client.hset(Keys.quote(token(0)), "best_ask", ""));

    JsonNode answer = json(dashboard.get("/api/quotes/" + token(0)));
    JsonNode quote = answer.get("quote");
    assertThat(quote.get("best_bid").isTextual()).isTrue();
    assertThat(quote.get("best_bid").asText()).isEqualTo("0.47");
    assertThat(quote.get("best_ask").isNull()).isTrue();
    assertThat(quote.get("event_time").asText()).isEqualTo("2025-11-21T04:45:00.123Z");
    assertThat(quote.get("quality").asText()).isEqualTo("verified");
    assertThat(answer.at("/vwap/24h/volume").asText()).isEqualTo("10000");
    assertThat(answer.at("/vwap/1h/price").isNull()).isTrue();
  }

  @Test
  void aBookHasBothLaddersBestFirst() throws Exception {
    markets.book(0, 0, MID, 30, Quality.VERIFIED);
    JsonNode book = json(dashboard.get("/api/books/" + token(0)));

    assertThat(book.at("/bids/0/0").asText()).isEqualTo("0.47");
    assertThat(book.at("/bids/0/1").asText()).isEqualTo("85");
    assertThat(book.at("/asks/0/0").asText()).isEqualTo("0.49");
    assertThat(book.get("bids")).hasSize(30);
    assertThat(prices(book.get("asks"))).isSorted();
  }

  @Test
  void quoteAndLaddersAreOfOneMoment() throws Exception {
    markets.book(0, 0, MID, 3, Quality.VERIFIED);
    var writer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
                      markets.book(0, 0, BigDecimal.valueOf(20 + i % 60, 2), 3, Quality.VERIFIED);
                    }
                  } catch (Exception e) {
                    // The test is over.
                    return;
                  }
                });
    try {
      for (int i = 0; i < 300; i++) {
        JsonNode book = json(dashboard.get("/api/books/" + token(0)));
        assertThat(book.at("/bids/0/0").asText()).isEqualTo(book.at("/quote/best_bid").asText());
        assertThat(book.at("/asks/0/0").asText()).isEqualTo(book.at("/quote/best_ask").asText());
      }
    } finally {
      writer.interrupt();
      writer.join();
    }
  }

  @Test
  void saysWhetherATokenIsUnknownOrHasNoBookYet() throws Exception {
    markets.follow(1, "Q");
    awaitMarkets(1);
    var waiting = dashboard.get("/api/books/" + token(0));
    assertThat(waiting.statusCode()).isEqualTo(404);
    assertThat(waiting.body()).contains("no book yet");
    markets.book(0, 0, MID, 3, Quality.GAP);
    redis.run("test", client -> client.hset(Keys.quote(token(0)), "has_book", "0"));
    assertThat(dashboard.get("/api/books/" + token(0)).statusCode()).isEqualTo(404);
    assertThat(json(dashboard.get("/api/quotes/" + token(0))).at("/quote/quality").asText())
        .isEqualTo("gap");
    awaitPage("/api/markets/live", "/markets/0/tokens/0/mid", "0.48");
    assertThat(json(dashboard.get("/api/markets/live")).at("/markets/0/tokens/0/quality").asText())
        .isEmpty();
    var unknown = dashboard.get("/api/quotes/123");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.body()).contains("not followed");
    assertThat(dashboard.get("/api/quotes/0x12").statusCode()).isEqualTo(400);
    assertThat(dashboard.get("/api/books/abc").statusCode()).isEqualTo(400);
  }

  @Test
  void manyQuotesComeInOneAnswerOfBoundedSize() throws Exception {
    markets.book(0, 0, MID, 1, Quality.VERIFIED);
    markets.book(1, 0, MID, 1, Quality.GAP);
    JsonNode some =
        json(
            dashboard.get(
                "/api/quotes?tokens=" + token(0) + ",5&tokens=" + PretendedMarkets.token(1, 0)));
    assertThat(some.get("quotes")).hasSize(2);
    assertThat(some.at("/unknown/0").asText()).isEqualTo("5");

    assertThat(post("/api/quotes", tokens(500)).statusCode()).isEqualTo(200);
    assertThat(post("/api/quotes", tokens(501)).statusCode()).isEqualTo(400);
    assertThat(post("/api/quotes", "{\"tokens\":[]}").statusCode()).isEqualTo(400);
    assertThat(post("/api/quotes", "[").statusCode()).isEqualTo(400);
    assertThat(post("/api/quotes", "{\"x\":\"" + "y".repeat(100_000) + "\"}").statusCode())
        .isEqualTo(413);
  }

  @Test
  void followedMarketsAreSearchedSortedAndPaged() throws Exception {
    markets.follow(12, PROBE);
    for (int i = 0; i < 12; i++) {
      markets.book(i, 0, MID, 1, Quality.VERIFIED);
    }
    awaitMarkets(12);
    JsonNode page = awaitPage("/api/markets/live?limit=5&offset=5", "/markets/4/volume", "9937");

    assertThat(page.get("total").asInt()).isEqualTo(12);
    assertThat(page.get("markets")).hasSize(5);
    assertThat(page.at("/markets/0/market_id").asText()).isEqualTo("500005");
    assertThat(page.at("/markets/0/tokens/0/mid").asText()).isEqualTo("0.48");
    assertThat(page.at("/markets/0/tokens/0/outcome").asText()).isEqualTo("Yes");
    assertThat(page.at("/markets/0/tokens/1/quality").asText()).isEmpty();
    assertThat(page.at("/markets/0/spark")).hasSize(60);

    assertThat(json(dashboard.get("/api/markets/live?search=cup+FINAL")).get("total").asInt())
        .isEqualTo(3);
    assertThat(
            json(dashboard.get("/api/markets/live?search=" + PretendedMarkets.condition(4)))
                .at("/markets/0/market_id")
                .asText())
        .isEqualTo("500004");
    for (String wrong : List.of("limit=201", "limit=x", "offset=-1", "sort=price")) {
      assertThat(dashboard.get("/api/markets/live?" + wrong).statusCode()).as(wrong).isEqualTo(400);
    }
    assertThat(dashboard.get("/api/markets/live?search=" + "x".repeat(201)).statusCode())
        .isEqualTo(400);

    var foreign = dashboard.get("/api/markets/live?search=script");
    assertThat(json(foreign).at("/markets/0/question").asText()).isEqualTo(PROBE);
    assertThat(foreign.body()).doesNotContain("<", ">");
  }

  @Test
  void namesTheTokensThatAreNotAsTheyShouldBe() throws Exception {
    markets.follow(4, "Q");
    markets.book(0, 0, MID, 1, Quality.VERIFIED);
    markets.book(1, 0, MID, 1, Quality.GAP);
    markets.book(2, 0, MID, 1, Quality.VERIFIED, Instant.now().minusSeconds(900));
    markets.connection("0", "open", 6, System.currentTimeMillis(), "");
    markets.connection("1", "backoff", 2, System.currentTimeMillis(), "closed by the venue");
    JsonNode status =
        dashboard.statusWhen(
            each ->
                each.at("/live/tokens/with_book").asInt() == 3
                    && each.at("/live/connections").size() == 2);
    assertThat(status.at("/live/tokens/subscribed").asInt()).isEqualTo(6);
    assertThat(status.at("/verdict/findings").toString())
        .contains("1 of 2 live connections is not open", "1 live book has an open gap");

    JsonNode tokens = json(dashboard.get("/api/status/tokens"));
    assertThat(tokens.at("/counts/followed").asInt()).isEqualTo(8);
    assertThat(tokens.at("/counts/without_book").asInt()).isEqualTo(5);
    assertThat(tokens.at("/counts/qualities/verified").asInt()).isEqualTo(2);
    assertThat(tokens.at("/counts/qualities/gap").asInt()).isEqualTo(1);
    assertThat(tokens.at("/named/without_book")).hasSize(5);
    assertThat(tokens.at("/named/silent/0").asText()).isEqualTo(PretendedMarkets.token(2, 0));
    assertThat(tokens.at("/named/gap/0").asText()).isEqualTo(PretendedMarkets.token(1, 0));
  }

  @Test
  void discoveryIsAskedForThroughRedis() throws Exception {
    assertThat(post("/api/discovery/trigger", "{}").statusCode()).isEqualTo(202);
    assertThat(post("/api/discovery/slug", "{\"slug\":\"btc-updown-15m-1763700300\"}").statusCode())
        .isEqualTo(202);
    assertThat(requests())
        .containsExactly(
            "{\"kind\":\"trigger\"}", "{\"kind\":\"slug\",\"slug\":\"btc-updown-15m-1763700300\"}");
    for (String slug : List.of("", "A", "a b", "../x", "x".repeat(201), "<b>")) {
      assertThat(
              post("/api/discovery/slug", JSON.writeValueAsString(Map.of("slug", slug)))
                  .statusCode())
          .as(slug)
          .isEqualTo(400);
    }
    assertThat(requests()).hasSize(2);
  }

  @Test
  void discoveryIsLimitedInRateAndInWaitingRequests() throws Exception {
    var codes = new ArrayList<Integer>();
    for (int i = 0; i < 20; i++) {
      codes.add(post("/api/discovery/trigger", "{}").statusCode());
    }
    assertThat(codes).contains(202, 429);
    assertThat(requests().size()).isLessThan(20);
  }

  @Test
  void tooManyWaitingRequestsAreRefused() throws Exception {
    redis.run(
        "test",
        client ->
            client.rpush(
                Keys.DISCOVERY_REQUESTS,
                IntStream.range(0, 100).mapToObj(Integer::toString).toArray(String[]::new)));
    assertThat(post("/api/discovery/trigger", "{}").statusCode()).isEqualTo(503);
    assertThat(requests()).hasSize(100);
  }

  @Test
  void foreignPagesChangeNothing() throws Exception {
    HttpRequest.Builder form =
        dashboard
            .request("/api/discovery/trigger")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString("{}"));
    assertThat(dashboard.send(form.build()).statusCode()).isEqualTo(415);
    for (String origin :
        List.of("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost")) {
      var request =
          dashboard
              .request("/api/discovery/trigger")
              .header("Content-Type", "application/json")
              .header("Origin", origin)
              .POST(BodyPublishers.ofString("{}"));
      assertThat(dashboard.send(request.build()).statusCode()).as(origin).isEqualTo(403);
    }
    var crossSite =
        dashboard
            .request("/api/discovery/trigger")
            .header("Content-Type", "application/json")
            .header("Sec-Fetch-Site", "cross-site")
            .POST(BodyPublishers.ofString("{}"));
    assertThat(dashboard.send(crossSite.build()).statusCode()).isEqualTo(403);
    assertThat(requests()).isEmpty();

    var ours =
        dashboard
            .request("/api/discovery/trigger")
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Origin", "http://127.0.0.1:" + dashboard.port())
            .header("Sec-Fetch-Site", "same-origin")
            .POST(BodyPublishers.ofString("{}"));
    assertThat(dashboard.send(ours.build()).statusCode()).isEqualTo(202);
    assertThat(dashboard.get("/api/discovery/trigger").statusCode()).isBetween(404, 405);
  }

  private List<String> requests() throws Exception {
    return redis.run("test", client -> client.lrange(Keys.DISCOVERY_REQUESTS, 0, -1));
  }

  private HttpResponse<String> post(String path, String body) {
    return dashboard.send(
        dashboard
            .request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build());
  }

  private void awaitMarkets(int count) throws Exception {
    awaitPage("/api/markets/live?limit=1", "/total", Integer.toString(count));
  }

  private JsonNode awaitPage(String path, String pointer, String wanted) throws Exception {
    long end = System.nanoTime() + 30_000_000_000L;
    JsonNode page = JSON.createObjectNode();
    while (System.nanoTime() < end) {
      page = json(dashboard.get(path));
      if (page.at(pointer).asText().equals(wanted)) {
        return page;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("no " + wanted + " at " + pointer + " in " + page);
  }

  private static String tokens(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> '"' + PretendedMarkets.token(i, 0) + '"')
        .collect(Collectors.joining(",", "{\"tokens\":[", "]}"));
  }

  private static List<String> prices(JsonNode ladder) {
    var prices = new ArrayList<String>();
    ladder.forEach(each -> prices.add(each.get(0).asText()));
    return prices;
  }

  private static String token(int outcome) {
    return PretendedMarkets.token(0, outcome);
  }

  private static JsonNode json(HttpResponse<String> response) throws IOException {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return JSON.readTree(response.body());
  }
}
