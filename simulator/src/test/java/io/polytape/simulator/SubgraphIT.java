package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.ledger.LedgerFill;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SubgraphIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");
  private static final Http HTTP = new Http();
  private static Simulator simulator;
  private static List<LedgerFill> fills;

  @BeforeAll
  static void start() {
    simulator = Simulator.start(SimulatorConfig.small(21, ANCHOR), () -> ANCHOR);
    fills = simulator.ledger().fills().toList();
  }

  @AfterAll
  static void stop() {
    simulator.close();
  }

  private static List<String> ids(JsonNode page) {
    return page.findValuesAsText("id");
  }

  private static JsonNode query(String text) throws IOException {
    return HTTP.query(simulator.goldskyUrl(), text);
  }

  private static LedgerFill some() {
    return fills.get(2_345);
  }

  static Stream<Arguments> filters() {
    LedgerFill some = some();
    long time = some.timestamp();
    String id = some.eventId();
    String token = some.makerAssetId().equals("0") ? some.takerAssetId() : some.makerAssetId();
    return Stream.of(
        filter("timestamp: " + time, fill -> fill.timestamp() == time),
        filter("timestamp: \"" + time + "\"", fill -> fill.timestamp() == time),
        filter("timestamp_not: " + time, fill -> fill.timestamp() != time),
        filter("timestamp_gt: " + time, fill -> fill.timestamp() > time),
        filter("timestamp_gte: " + time, fill -> fill.timestamp() >= time),
        filter("timestamp_lt: " + time, fill -> fill.timestamp() < time),
        filter("timestamp_lte: \"" + time + "\"", fill -> fill.timestamp() <= time),
        filter("timestamp_in: [" + time + ", 5]", fill -> fill.timestamp() == time),
        filter("timestamp_not_in: [" + time + "]", fill -> fill.timestamp() != time),
        filter("id: \"" + id + "\"", fill -> fill.eventId().equals(id)),
        filter("id_not: \"" + id + "\"", fill -> !fill.eventId().equals(id)),
        filter("id_gt: \"" + id + "\"", fill -> fill.eventId().compareTo(id) > 0),
        filter("id_gte: \"" + id + "\"", fill -> fill.eventId().compareTo(id) >= 0),
        filter("id_lt: \"" + id + "\"", fill -> fill.eventId().compareTo(id) < 0),
        filter("id_lte: \"" + id + "\"", fill -> fill.eventId().compareTo(id) <= 0),
        filter("id_gt: \"0x8\"", fill -> fill.eventId().compareTo("0x8") > 0),
        filter("id_gt: \"\"", fill -> true),
        filter("id_in: [\"" + id + "\", \"0x\"]", fill -> fill.eventId().equals(id)),
        filter("maker: \"" + some.maker() + "\"", fill -> fill.maker().equals(some.maker())),
        filter("maker_not: \"" + some.maker() + "\"", fill -> !fill.maker().equals(some.maker())),
        filter("maker_in: [\"" + some.maker() + "\"]", fill -> fill.maker().equals(some.maker())),
        filter("taker: \"" + some.contract() + "\"", fill -> fill.taker().equals(some.contract())),
        filter("taker_starts_with: \"0x4bfb\"", fill -> fill.taker().startsWith("0x4bfb")),
        filter("makerAssetId: \"0\"", fill -> fill.makerAssetId().equals("0")),
        filter("makerAssetId_not: \"0\"", fill -> !fill.makerAssetId().equals("0")),
        filter("takerAssetId_in: [\"" + token + "\"]", fill -> fill.takerAssetId().equals(token)),
        filter(
            "transactionHash: \"" + some.transactionHash() + "\"",
            fill -> fill.transactionHash().equals(some.transactionHash())),
        filter(
            "transactionHash_in: [\""
                + some.transactionHash().toUpperCase(java.util.Locale.ROOT).replace("0X", "0x")
                + "\"]",
            fill -> fill.transactionHash().equals(some.transactionHash())),
        filter(
            "orderHash: \"" + some.orderHash() + "\"",
            fill -> fill.orderHash().equals(some.orderHash())),
        filter("makerAmountFilled_gt: 900000000", fill -> fill.makerAmountFilled() > 900_000_000),
        filter("takerAmountFilled_lt: 99999999999999999999999", fill -> true),
        filter("fee_gt: \"0\"", fill -> fill.fee() > 0),
        filter(
            "timestamp_gte: " + time + ", maker: \"" + some.maker() + "\"",
            fill -> fill.timestamp() >= time && fill.maker().equals(some.maker())),
        filter(
            "or: [{timestamp_gt: " + time + "}, {timestamp: " + time + ", id_gt: \"" + id + "\"}]",
            fill ->
                fill.timestamp() > time
                    || (fill.timestamp() == time && fill.eventId().compareTo(id) > 0)),
        filter(
            "and: [{timestamp_gte: 5}, {or: [{fee_gt: 0}, {makerAssetId: \"0\"}]}]",
            fill -> fill.fee() > 0 || fill.makerAssetId().equals("0")));
  }

  private static Arguments filter(String where, Predicate<LedgerFill> expected) {
    return Arguments.of(where, expected);
  }

  @ParameterizedTest
  @MethodSource("filters")
  void everyFilterSelectsWhatItSays(String where, Predicate<LedgerFill> expected) throws Exception {
    for (String direction : List.of("asc", "desc")) {
      JsonNode answer =
          query(
              "{orderFilledEvents(first: 700, orderBy: timestamp, orderDirection: "
                  + direction
                  + ", where: {"
                  + where
                  + "}) {id}}");
      List<LedgerFill> matching = fills.stream().filter(expected).toList();
      List<LedgerFill> ordered = direction.equals("asc") ? matching : matching.reversed();
      assertThat(ids(answer.at("/data/orderFilledEvents")))
          .isEqualTo(ordered.stream().limit(700).map(LedgerFill::eventId).toList());
    }
  }

  @Test
  void withoutOrderAPageOf100IsSortedById() throws Exception {
    List<String> expected = fills.stream().map(LedgerFill::eventId).sorted().limit(100).toList();
    assertThat(ids(query("{orderFilledEvents {id}}").at("/data/orderFilledEvents")))
        .isEqualTo(expected);
  }

  @Test
  void tiesOfAnyOrderAreBrokenById() throws Exception {
    Comparator<LedgerFill> byFee =
        Comparator.comparingLong(LedgerFill::fee).thenComparing(LedgerFill::eventId);
    List<String> expected =
        fills.stream().sorted(byFee).skip(5).limit(50).map(LedgerFill::eventId).toList();
    assertThat(
            ids(
                query("{orderFilledEvents(orderBy: fee, first: 50, skip: 5) {id}}")
                    .at("/data/orderFilledEvents")))
        .isEqualTo(expected);
  }

  @Test
  void aSecondOfMoreThanAThousandFillsCanBePagedById() throws Exception {
    long crowded = simulator.ledger().summary().largestSecond();
    assertThat(crowded).isEqualTo(1_200);
    long time =
        fills.stream()
            .collect(
                java.util.stream.Collectors.groupingBy(
                    LedgerFill::timestamp, java.util.stream.Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey();
    Set<String> seen = new HashSet<>();
    String last = "";
    List<String> page;
    do {
      String where = "{timestamp: " + time + ", id_gt: \"" + last + "\"}";
      page =
          ids(
              query("{orderFilledEvents(first: 500, orderBy: id, where: " + where + ") {id}}")
                  .at("/data/orderFilledEvents"));
      seen.addAll(page);
      last = page.isEmpty() ? last : page.getLast();
    } while (!page.isEmpty());
    assertThat(seen).hasSize(1_200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{orderFilledEvents(first: 1001) {id}}",
        "{orderFilledEvents(first: -1) {id}}",
        "{orderFilledEvents(skip: 5001) {id}}",
        "{orderFilledEvents {id nothing}}",
        "{orderFilledEvents(where: {nothing: 1}) {id}}",
        "{orderFilledEvents(where: {timestamp_gt: '5'}) {id}}",
        "{orderFilledEvents(where: {timestamp_gt: \"x\"}) {id}}",
        "{orderFilledEvents",
        "{orderFilledEvents(block: {number: 99999999}) {id}}",
        "query A {_meta {deployment}} query B {_meta {deployment}}",
        "mutation {_meta {deployment}}"
      })
  void aBadQueryIsAnsweredWith200AndErrorsAndNoData(String text) throws Exception {
    var response = HTTP.post(simulator.goldskyUrl(), Map.of("query", text));
    assertThat(response.statusCode()).isEqualTo(200);
    JsonNode answer = Http.tree(response.body());
    assertThat(answer.path("errors").path(0).path("message").asText()).isNotEmpty();
    assertThat(answer.has("data")).isFalse();
  }

  @Test
  void whatIsNoGraphQlRequestIsABadRequest() throws Exception {
    assertThat(HTTP.post(simulator.goldskyUrl(), List.of()).statusCode()).isEqualTo(400);
    assertThat(HTTP.post(simulator.goldskyUrl(), Map.of("query", 5)).statusCode()).isEqualTo(400);
  }

  @Test
  void variablesAliasesFragmentsAndDirectivesWork() throws Exception {
    String text =
        """
        query Two($time: BigInt!, $first: Int = 2, $no: Boolean!) {
          rows: orderFilledEvents(first: $first, orderBy: timestamp, where: {timestamp_gte: $time}) {
            ...Named
            ... on OrderFilledEvent { at: timestamp }
            fee @include(if: $no)
            taker @skip(if: $no)
          }
          _meta { block { number hash timestamp parentHash } deployment hasIndexingErrors __typename }
        }
        fragment Named on OrderFilledEvent { key: id __typename }
        """;
    JsonNode data =
        HTTP.query(simulator.goldskyUrl(), text, Map.of("time", some().timestamp(), "no", false))
            .get("data");
    assertThat(data.get("rows")).hasSize(2);
    JsonNode row = data.get("rows").get(0);
    assertThat(row.propertyStream().map(Map.Entry::getKey))
        .containsExactly("key", "__typename", "at", "taker");
    assertThat(row.get("at").asText()).isEqualTo(Long.toString(some().timestamp()));
    assertThat(row.get("__typename").asText()).isEqualTo("OrderFilledEvent");
    assertThat(data.at("/_meta/hasIndexingErrors").isBoolean()).isTrue();
    assertThat(data.at("/_meta/block/number").asLong()).isGreaterThan(61_000_000);
    assertThat(data.at("/_meta/block/timestamp").asLong())
        .isBetween(ANCHOR.getEpochSecond() - 4, ANCHOR.getEpochSecond());
    assertThat(data.at("/_meta/block/hash").asText()).hasSize(66);
  }

  @Test
  void aBlockPinsWhatTheQuerySees() throws Exception {
    JsonNode head = query("{_meta {block {number timestamp}}}").at("/data/_meta/block");
    long number = head.get("number").asLong() - 100_000;
    JsonNode pinned =
        query(
                "{_meta(block: {number: "
                    + number
                    + "}) {block {timestamp}} orderFilledEvents(first: 1, orderBy: timestamp,"
                    + " orderDirection: desc, block: {number: "
                    + number
                    + "}) {id}}")
            .get("data");
    long time = pinned.at("/_meta/block/timestamp").asLong();
    String expected =
        fills.stream().filter(fill -> fill.timestamp() <= time).toList().getLast().eventId();
    assertThat(pinned.at("/orderFilledEvents/0/id").asText()).isEqualTo(expected);
  }

  @Test
  void oneFillIsFoundByItsIdAndAnUnknownIdIsNull() throws Exception {
    assertThat(
            query("{orderFilledEvent(id: \"" + some().eventId() + "\") {fee}}")
                .at("/data/orderFilledEvent/fee")
                .asText())
        .isEqualTo(Long.toString(some().fee()));
    assertThat(query("{orderFilledEvent(id: \"0x\") {fee}}").at("/data/orderFilledEvent").isNull())
        .isTrue();
  }

  @Test
  void ordersMatchedHasOneEntityForEachTransactionThatMatched() throws Exception {
    Set<String> expected = new HashSet<>();
    fills.stream()
        .filter(LedgerFill::isTakerLeg)
        .limit(400)
        .forEach(fill -> expected.add(fill.transactionHash()));
    JsonNode rows =
        query(
                "{ordersMatchedEvents(first: 1000, orderBy: timestamp) {id timestamp makerAssetID"
                    + " takerAssetID makerAmountFilled takerAmountFilled}}")
            .at("/data/ordersMatchedEvents");
    assertThat(rows.findValuesAsText("id")).doesNotHaveDuplicates().containsAll(expected);
  }

  @Test
  void introspectionDescribesTheSchema() throws Exception {
    JsonNode answer =
        query("{__schema {queryType {name}} __type(name: \"OrderFilledEvent\") {fields {name}}}");
    assertThat(answer.at("/data/__schema/queryType/name").asText()).isEqualTo("Query");
    assertThat(answer.at("/data/__type/fields").findValuesAsText("name"))
        .contains("orderHash", "fee");
  }
}
