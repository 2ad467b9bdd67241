package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.polytape.simulator.ledger.LedgerMarket;
import io.polytape.simulator.world.WorldConfig;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GammaIT {
  private static final JsonNode NONE = MissingNode.getInstance();

  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");
  private static final Http HTTP = new Http();
  private static Simulator simulator;
  private static List<LedgerMarket> truth;

  @BeforeAll
  static void start() {
    var world =
        new WorldConfig(
            31,
            ANCHOR,
            900,
            20_000,
            Duration.ofDays(20),
            List.of(),
            0.5,
            4,
            Duration.ofSeconds(20),
            100_000);
    simulator = Simulator.start(SimulatorConfig.small(31, ANCHOR).withWorld(world), () -> ANCHOR);
    truth = simulator.ledger().markets();
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  private static JsonNode get(String path) throws IOException {
    return HTTP.json(simulator.gammaUrl() + path);
  }

  private static List<String> ids(JsonNode rows) {
    var ids = new ArrayList<String>();
    rows.forEach(row -> ids.add(row.get("id").asText()));
    return ids;
  }

  /** Both sweeps by offset, as rows by id. */
  private static Map<String, JsonNode> all() throws IOException {
    var rows = new HashMap<String, JsonNode>();
    for (String closed : List.of("false", "true")) {
      for (int offset = 0; ; offset += 100) {
        JsonNode page =
            get("/markets?limit=500&include_tag=true&closed=" + closed + "&offset=" + offset);
        page.forEach(row -> rows.put(row.get("id").asText(), row));
        if (page.isEmpty()) {
          break;
        }
      }
    }
    return rows;
  }

  @Test
  void listingAgreesWithTheLedgerOnEveryMarket() throws Exception {
    Map<String, JsonNode> rows = all();
    assertThat(rows).hasSameSizeAs(truth).hasSize(900);
    for (LedgerMarket market : truth) {
      JsonNode row = Objects.requireNonNull(rows.get(market.marketId()));
      assertThat(row.get("conditionId").asText()).isEqualTo(market.conditionId());
      assertThat(row.get("question").asText()).isEqualTo(market.question());
      assertThat(row.get("slug").asText()).isEqualTo(market.slug());
      assertThat(row.get("closed").asBoolean()).isEqualTo(market.closed());
      assertThat(row.get("active").asBoolean()).isEqualTo(market.active());
      assertThat(list(row, "outcomes")).isEqualTo(market.outcomes());
      assertThat(tokens(row)).isEqualTo(market.tokenIds());
      assertThat(new BigDecimal(row.path("volume").asText("0")))
          .isEqualByComparingTo(market.volume());
      assertThat(new BigDecimal(row.path("liquidity").asText("0")))
          .isEqualByComparingTo(market.liquidity());
      assertThat(row.has("negRisk") ? row.get("negRisk").asBoolean() : null)
          .isEqualTo(market.negRisk());
      assertThat(row.get("tags").findValuesAsText("label")).isEqualTo(market.tags());
      int winner = list(row, "outcomePrices").indexOf("1");
      assertThat(winner < 0 ? null : market.outcomes().get(winner))
          .isEqualTo(market.winningOutcome());
    }
  }

  /** The ids that the market's version says: a real list for the second protocol. */
  private static List<String> tokens(JsonNode row) throws IOException {
    if (!row.path("version").asText().equals("v2")) {
      return list(row, "clobTokenIds");
    }
    var ids = new ArrayList<String>();
    row.get("positionIds").forEach(id -> ids.add(id.asText()));
    return ids;
  }

  private static List<String> list(JsonNode row, String field) throws IOException {
    if (!row.has(field)) {
      return List.of();
    }
    assertThat(row.get(field).isTextual()).isTrue();
    var values = new ArrayList<String>();
    Http.tree(row.get(field).asText()).forEach(value -> values.add(value.asText()));
    return values;
  }

  @Test
  void listingHoldsEveryOddityOfTheVenue() throws Exception {
    Map<String, JsonNode> rows = all();
    assertThat(rows.values()).anyMatch(row -> row.get("question").asText().contains("<script>"));
    assertThat(rows.values()).anyMatch(row -> !row.get("question").asText().matches("\\p{ASCII}*"));
    assertThat(rows.values())
        .anyMatch(row -> row.get("conditionId").asText().isEmpty() && !row.has("questionID"));
    assertThat(rows.values()).anyMatch(row -> !row.has("clobTokenIds") && row.has("volumeAmm"));
    assertThat(rows.values())
        .anyMatch(
            row -> row.path("version").asText().equals("v2") && row.get("positionIds").isArray());
    assertThat(rows.values())
        .anyMatch(row -> row.get("outcomes").asText().split("\", ", -1).length == 3);
    assertThat(rows.values()).anyMatch(row -> !row.has("negRisk"));
    assertThat(rows.values()).anyMatch(row -> !row.has("volume") && row.get("closed").asBoolean());
    assertThat(rows.values()).anyMatch(row -> !row.has("bestBid") && row.has("bestAsk"));
    assertThat(rows.values()).anyMatch(row -> !row.has("outcomePrices"));
    assertThat(rows.values()).anyMatch(row -> !row.has("endDate"));
    assertThat(rows.values()).anyMatch(row -> row.path("bestAsk").isInt());
    assertThat(rows.values()).anyMatch(row -> row.path("bestAsk").isDouble());
    assertThat(rows.values())
        .anyMatch(row -> row.path("volume24hr").asDouble() > row.path("volumeNum").asDouble());
    assertThat(rows.values())
        .anyMatch(row -> row.path("closedTime").asText().matches("[0-9-]{10} [0-9:]{8}\\+00"));
    assertThat(
            rows.values().stream()
                .map(row -> row.path("umaResolutionStatus").asText("-"))
                .collect(Collectors.toSet()))
        .contains("resolved", "-");
    assertThat(
            rows.values().stream()
                .map(row -> row.get("createdAt").asText().length())
                .collect(Collectors.toSet()))
        .hasSize(7);
    assertThat(rows.values().stream().map(row -> row.path("clobTokenIds").asText()).toList())
        .anyMatch(ids -> ids.contains("\""));
    assertThat(rows.values()).allMatch(row -> row.get("events").size() == 1);
  }

  @Test
  void limitIsClampedSilentlyAndOffsetHasACeiling() throws Exception {
    assertThat(get("/markets?limit=500")).hasSize(100);
    assertThat(get("/markets?offset=10000")).isEmpty();
    var refused = HTTP.get(simulator.gammaUrl() + "/markets?offset=10001");
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.body())
        .isEqualTo(
            "{\"type\":\"validation error\",\"error\":\"offset too large, use /markets/keyset\"}");
    assertThat(HTTP.get(simulator.gammaUrl() + "/markets").headers().firstValue("deprecation"))
        .isPresent();
  }

  @Test
  void wrongNameOfTheCursorBringsPageOneForEver() throws Exception {
    JsonNode first = get("/markets/keyset?limit=10");
    String cursor = first.get("next_cursor").asText();
    assertThat(ids(get("/markets/keyset?limit=10&cursor=" + cursor).get("markets")))
        .isEqualTo(ids(first.get("markets")));
    assertThat(ids(get("/markets/keyset?limit=10&next_cursor=" + cursor).get("markets")))
        .isEqualTo(ids(first.get("markets")));
    assertThat(ids(get("/markets/keyset?limit=10&after_cursor=" + cursor).get("markets")))
        .doesNotContainAnyElementsOf(ids(first.get("markets")));
  }

  @Test
  void keysetFollowsAnyOrderToItsEnd() throws Exception {
    var seen = new ArrayList<JsonNode>();
    String cursor = "";
    do {
      JsonNode page =
          get(
              "/markets/keyset?limit=33&closed=true&order=volumeNum&ascending=false&after_cursor="
                  + cursor);
      page.get("markets").forEach(seen::add);
      cursor = page.path("next_cursor").asText();
    } while (!cursor.isEmpty());
    assertThat(seen).hasSize((int) truth.stream().filter(LedgerMarket::closed).count());
    assertThat(seen.stream().map(row -> new BigDecimal(row.path("volume").asText("0"))).toList())
        .isSortedAccordingTo((left, right) -> right.compareTo(left));
  }

  @Test
  void wrongParametersAreRefusedWith422() throws Exception {
    for (String query :
        List.of(
            "order=nothing",
            "id=x",
            "limit=-1",
            "after_cursor=%25",
            "closed=perhaps",
            "end_date_min=x")) {
      String path = query.startsWith("after") ? "/markets/keyset?" : "/markets?";
      var response = HTTP.get(simulator.gammaUrl() + path + query);
      assertThat(response.statusCode()).as(query).isEqualTo(422);
      assertThat(Http.tree(response.body()).get("type").asText()).isEqualTo("validation error");
    }
  }

  @Test
  void lookupsByTokenFindFortyButFiftyMakeTheUrlTooLong() throws Exception {
    Map<String, JsonNode> rows = all();
    List<LedgerMarket> open =
        truth.stream()
            .filter(market -> !market.closed())
            .filter(market -> rows.getOrDefault(market.marketId(), NONE).has("clobTokenIds"))
            .toList();
    String forty =
        open.stream()
            .limit(40)
            .map(market -> "clob_token_ids=" + market.tokenIds().getLast())
            .collect(Collectors.joining("&"));
    assertThat(ids(get("/markets?limit=100&" + forty)))
        .isEqualTo(open.stream().limit(40).map(LedgerMarket::marketId).toList());
    assertThat(get("/markets?limit=100&closed=true&" + forty)).isEmpty();
    String fifty =
        open.stream()
            .limit(50)
            .map(market -> "clob_token_ids=" + market.tokenIds().getLast())
            .collect(Collectors.joining("&"));
    var refused = HTTP.get(simulator.gammaUrl() + "/markets?" + fifty);
    assertThat(refused.statusCode()).isEqualTo(414);
    assertThat(refused.headers().firstValue("content-type").orElse("")).contains("html");
  }

  @Test
  void singleMarketsEventsAndTagsAreServed() throws Exception {
    LedgerMarket market = truth.get(400);
    assertThat(get("/markets/" + market.marketId()).get("slug").asText()).isEqualTo(market.slug());
    assertThat(get("/markets/slug/" + market.slug()).get("id").asText())
        .isEqualTo(market.marketId());
    assertThat(get("/markets/" + market.marketId() + "/tags").findValuesAsText("label"))
        .isEqualTo(market.tags());
    assertThat(HTTP.get(simulator.gammaUrl() + "/markets/1").statusCode()).isEqualTo(404);
    assertThat(HTTP.get(simulator.gammaUrl() + "/markets/x").statusCode()).isEqualTo(422);
    JsonNode event = get("/events?limit=1").get(0);
    assertThat(event.get("volume").isNumber()).isTrue();
    assertThat(event.get("markets").get(0).has("events")).isFalse();
    assertThat(get("/events/" + event.get("id").asText()).get("slug")).isEqualTo(event.get("slug"));
    assertThat(get("/events/slug/" + event.get("slug").asText()).get("id"))
        .isEqualTo(event.get("id"));
    assertThat(get("/tags?limit=3&offset=1")).hasSize(3);
    String tag = get("/tags?limit=1").get(0).get("id").asText();
    assertThat(get("/markets?include_tag=true&tag_id=" + tag))
        .allMatch(row -> row.get("tags").findValuesAsText("id").contains(tag));
  }

  @Test
  void eventSweepsHoldEveryMarket() throws Exception {
    var ids = new ArrayList<String>();
    for (String closed : List.of("false", "true")) {
      String cursor = "";
      do {
        JsonNode page = get("/events/keyset?limit=40&closed=" + closed + "&after_cursor=" + cursor);
        page.get("events").forEach(event -> ids.addAll(ids(event.get("markets"))));
        cursor = page.path("next_cursor").asText();
      } while (!cursor.isEmpty());
    }
    assertThat(ids).doesNotHaveDuplicates().hasSize(900);
  }
}
