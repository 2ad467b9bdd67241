package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.ledger.LedgerFill;
import io.polytape.simulator.ledger.LedgerMarket;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultsIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private final Http http = new Http();
  private final AtomicReference<Instant> now = new AtomicReference<>(ANCHOR);
  private Simulator simulator;
  private List<LedgerFill> fills;

  @BeforeEach
  void start() {
    simulator = Simulator.start(SimulatorConfig.small(5, ANCHOR), now::get);
    fills = simulator.ledger().fills().toList();
  }

  @AfterEach
  void stop() {
    simulator.close();
  }

  private void always(Fault fault) {
    simulator.faults().set(fault, 1);
  }

  private HttpResponse<String> page() throws IOException {
    LedgerFill after = fills.get(2_000);
    String text =
        "{orderFilledEvents(first: 10, orderBy: timestamp, where: {timestamp_gt: "
            + after.timestamp()
            + "}) {id timestamp fee} _meta {block {number}}}";
    return http.post(simulator.goldskyUrl(), Map.of("query", text));
  }

  private JsonNode rows() throws IOException {
    return Http.tree(page().body()).at("/data/orderFilledEvents");
  }

  @Test
  void rateLimitIsA429WithAndWithoutRetryAfterInTextAndJson() throws Exception {
    always(Fault.RATE_LIMIT);
    Set<String> shapes = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      var response = i % 2 == 0 ? page() : http.get(simulator.gammaUrl() + "/markets");
      assertThat(response.statusCode()).isEqualTo(429);
      shapes.add(
          response.headers().firstValue("Retry-After").isPresent()
              + " "
              + response.body().startsWith("{"));
    }
    assertThat(shapes).containsExactlyInAnyOrder("true false", "true true", "false false");
  }

  @Test
  void serverErrorIsA500OrTheGatewaysPage() throws Exception {
    always(Fault.SERVER_ERROR);
    assertThat(List.of(page().statusCode(), page().statusCode()))
        .containsExactlyInAnyOrder(500, 502);
  }

  @Test
  void timeoutSaysNothing() {
    always(Fault.TIMEOUT);
    assertThatThrownBy(
            () ->
                http.post(
                    simulator.goldskyUrl(),
                    Map.of("query", "{_meta {deployment}}"),
                    Duration.ofMillis(300)))
        .isInstanceOf(HttpTimeoutException.class);
  }

  @Test
  void resetBreaksTheConnectionInMidBody() {
    always(Fault.RESET);
    assertThatThrownBy(this::page).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> http.get(simulator.gammaUrl() + "/markets"))
        .isInstanceOf(IOException.class);
  }

  @Test
  void truncatedJsonIsACompleteResponseThatDoesNotParse() throws Exception {
    always(Fault.TRUNCATED_JSON);
    var response = page();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> Http.tree(response.body()))
        .isInstanceOf(JsonProcessingException.class);
    var markets = http.get(simulator.gammaUrl() + "/markets");
    assertThatThrownBy(() -> Http.tree(markets.body())).isInstanceOf(JsonProcessingException.class);
  }

  @Test
  void graphQlErrorsComeWithAPartOfTheData() throws Exception {
    always(Fault.GRAPHQL_ERRORS);
    JsonNode answer = Http.tree(page().body());
    assertThat(answer.get("errors")).hasSize(1);
    assertThat(answer.at("/data/orderFilledEvents")).hasSize(5);
    assertThat(http.get(simulator.gammaUrl() + "/markets").statusCode()).isEqualTo(200);
  }

  @Test
  void duplicatePageHoldsRowsBeforeTheCursor() throws Exception {
    always(Fault.DUPLICATE_PAGE);
    assertThat(rows())
        .hasSize(10)
        .allMatch(row -> row.get("timestamp").asLong() <= fills.get(2_000).timestamp());
    JsonNode first = http.json(simulator.gammaUrl() + "/markets/keyset?limit=10");
    String cursor = first.get("next_cursor").asText();
    JsonNode second =
        http.json(simulator.gammaUrl() + "/markets/keyset?limit=10&after_cursor=" + cursor);
    assertThat(second).isEqualTo(first);
    JsonNode byOffset = http.json(simulator.gammaUrl() + "/markets?limit=10&offset=10");
    assertThat(byOffset.get(0).get("id")).isEqualTo(first.get("markets").get(0).get("id"));
  }

  @Test
  void emptyPageHasNoRowsButKeepsTheCursor() throws Exception {
    always(Fault.EMPTY_PAGE);
    assertThat(rows().isArray()).isTrue();
    assertThat(rows()).isEmpty();
    JsonNode page = http.json(simulator.gammaUrl() + "/markets/keyset?limit=10");
    assertThat(page.get("markets")).isEmpty();
    assertThat(page.get("next_cursor").asText()).isNotEmpty();
  }

  @Test
  void staleMetaStandsStillTogetherWithItsData() throws Exception {
    simulator.live(100);
    now.set(ANCHOR.plusSeconds(10));
    JsonNode before = Http.tree(page().body()).at("/data/_meta/block/number");
    always(Fault.STALE_META);
    assertThat(Http.tree(page().body()).at("/data/_meta/block/number")).isEqualTo(before);
    now.set(ANCHOR.plusSeconds(100));
    assertThat(Http.tree(page().body()).at("/data/_meta/block/number")).isEqualTo(before);
    String newest =
        "{orderFilledEvents(first: 1, orderBy: timestamp, orderDirection: desc) {timestamp}}";
    assertThat(
            http.query(simulator.goldskyUrl(), newest)
                .at("/data/orderFilledEvents/0/timestamp")
                .asLong())
        .isLessThanOrEqualTo(ANCHOR.getEpochSecond() + 10);
    simulator.faults().set(Fault.STALE_META, 0);
    assertThat(Http.tree(page().body()).at("/data/_meta/block/number").asLong())
        .isGreaterThan(before.asLong());
  }

  @Test
  void unknownFieldsAreAdded() throws Exception {
    always(Fault.UNKNOWN_FIELD);
    assertThat(rows()).allMatch(row -> row.has("unheardOf"));
    assertThat(http.json(simulator.gammaUrl() + "/markets")).allMatch(row -> row.has("unheardOf"));
  }

  @Test
  void missingFieldLeavesARequiredOneOutOfOneRow() throws Exception {
    always(Fault.MISSING_FIELD);
    assertThat(rows()).filteredOn(row -> !row.has("fee")).hasSize(1);
    assertThat(http.json(simulator.gammaUrl() + "/markets"))
        .filteredOn(row -> !row.has("id") || !row.has("question") || !row.has("conditionId"))
        .hasSize(1);
  }

  @Test
  void lateMarketIsInTheLedgerAndTradesBeforeItIsListed() throws Exception {
    always(Fault.LATE_MARKET);
    simulator.live(200);
    now.set(ANCHOR.plusSeconds(20));
    List<LedgerMarket> hidden =
        simulator.ledger().markets().stream().filter(market -> !market.listed()).toList();
    assertThat(hidden).isNotEmpty();
    for (LedgerMarket market : hidden) {
      assertThat(http.get(simulator.gammaUrl() + "/markets/" + market.marketId()).statusCode())
          .isEqualTo(404);
    }
    simulator.live(0);
    now.set(ANCHOR.plusSeconds(90));
    assertThat(simulator.ledger().markets()).allMatch(LedgerMarket::listed);
  }

  @Test
  void faultsStrikeAtTheirProbabilityAndTheSameRequestsEachTime() throws Exception {
    simulator.faults().set(Fault.SERVER_ERROR, 0.25);
    var first = statuses(simulator);
    try (var other =
        Simulator.start(
            SimulatorConfig.small(5, ANCHOR).withFaults(Map.of(Fault.SERVER_ERROR, 0.25)),
            now::get)) {
      assertThat(statuses(other)).isEqualTo(first);
    }
    assertThat(first.stream().filter(status -> status != 200).count()).isBetween(30L, 70L);
  }

  private List<Integer> statuses(Simulator asked) throws IOException {
    var statuses = new java.util.ArrayList<Integer>();
    for (int i = 0; i < 200; i++) {
      int status = http.get(asked.gammaUrl() + "/tags?limit=1").statusCode();
      statuses.add(status == 502 ? 500 : status);
    }
    return statuses;
  }

  @Test
  void faultsAndTheTailAreSteeredOverHttp() throws Exception {
    String control = simulator.gammaUrl() + "/control";
    assertThat(http.post(control + "/faults", Map.of("all", 0.5, "timeout", 0)).statusCode())
        .isEqualTo(200);
    assertThat(simulator.faults().probability(Fault.RESET)).isEqualTo(0.5);
    assertThat(simulator.faults().probability(Fault.TIMEOUT)).isZero();
    assertThat(http.post(control + "/faults", Map.of("nothing", 0.5)).statusCode()).isEqualTo(400);
    assertThat(http.post(control + "/faults", Map.of("reset", 2)).statusCode()).isEqualTo(400);
    http.post(control + "/faults", Map.of("all", 0));

    http.post(control + "/live", Map.of("rate", 50));
    now.set(ANCHOR.plusSeconds(30));
    JsonNode running = http.json(control + "/state");
    assertThat(running.get("rate").asDouble()).isEqualTo(50);
    assertThat(running.get("fills").asInt()).isGreaterThan(5_500);
    http.post(control + "/live/stop", Map.of());
    now.set(ANCHOR.plusSeconds(60));
    int stopped = http.json(control + "/state").get("fills").asInt();
    now.set(ANCHOR.plusSeconds(90));
    assertThat(http.json(control + "/state").get("fills").asInt()).isEqualTo(stopped);
    http.post(control + "/burst", Map.of("fills", 1_500));
    now.set(ANCHOR.plusSeconds(100));
    assertThat(http.json(control + "/state").get("fills").asInt()).isEqualTo(stopped + 1_500);
    http.post(control + "/live/start", Map.of());
    assertThat(http.json(control + "/state").get("rate").asDouble()).isEqualTo(50);
    assertThat(http.post(control + "/live", Map.of("rate", -5)).statusCode()).isEqualTo(400);
  }

  @Test
  void ledgerIsServedLineByLine() throws Exception {
    String text = http.get(simulator.gammaUrl() + "/ledger/fills?after=9&limit=3").body();
    List<String> lines = text.lines().toList();
    assertThat(lines).hasSize(3);
    JsonNode first = Http.tree(lines.getFirst());
    LedgerFill fill = fills.get(10);
    assertThat(first.get("seq").asLong()).isEqualTo(10);
    assertThat(first.get("event_id").asText()).isEqualTo(fill.eventId());
    assertThat(first.get("price").asText()).isEqualTo(String.valueOf(fill.price()));
    assertThat(http.get(simulator.gammaUrl() + "/ledger/markets").body().lines()).hasSize(120);
    JsonNode summary = http.json(simulator.gammaUrl() + "/ledger/summary");
    assertThat(summary.get("fills").asInt()).isEqualTo(5_000);
    assertThat(summary.get("sum_collateral").isTextual()).isTrue();
    assertThat(http.get(simulator.gammaUrl() + "/ledger/fills?after=x").statusCode())
        .isEqualTo(400);
  }
}
