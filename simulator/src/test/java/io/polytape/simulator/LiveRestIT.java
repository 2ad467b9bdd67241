package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.clob.TrueTrade;
import io.polytape.simulator.fault.Fault;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveRestIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private final Http http = new Http();
  private final Simulator simulator =
      Simulator.start(SimulatorConfig.small(7, ANCHOR), () -> ANCHOR);
  private final List<String> tokens = simulator.books().tokens();

  @AfterEach
  void stop() {
    simulator.close();
  }

  private JsonNode clob(String path) throws Exception {
    return http.json(simulator.clobUrl() + path);
  }

  private static List<String> names(JsonNode object) {
    var names = new TreeSet<String>();
    object.fieldNames().forEachRemaining(names::add);
    return List.copyOf(names);
  }

  @Test
  void aBookIsTheLedgersWorstLevelFirst() throws Exception {
    simulator.bookBurst(2_000, 20);
    for (String token : tokens.subList(0, 10)) {
      JsonNode book = clob("/book?token_id=" + token);
      assertThat(names(book))
          .containsExactly(
              "asks",
              "asset_id",
              "bids",
              "hash",
              "last_trade_price",
              "market",
              "min_order_size",
              "neg_risk",
              "tick_size",
              "timestamp");
      TrueBook truth = simulator.books().book(token).orElseThrow();
      assertThat(new BookReplay(List.of(book)).agrees(truth)).isTrue();
      assertThat(book.get("hash").asText()).isEqualTo(truth.hash());
      assertThat(book.get("timestamp").asText()).isEqualTo(Long.toString(truth.timestamp()));
      var bids = new ArrayList<BigDecimal>();
      book.get("bids").forEach(level -> bids.add(new BigDecimal(level.get("price").asText())));
      assertThat(bids).isSorted();
      var asks = new ArrayList<BigDecimal>();
      book.get("asks").forEach(level -> asks.add(new BigDecimal(level.get("price").asText())));
      assertThat(asks.reversed()).isSorted();
    }
  }

  @Test
  void unknownTokensAreRefusedAloneAndLeftOutAmongOthers() throws Exception {
    HttpResponse<String> unknown = http.get(simulator.clobUrl() + "/book?token_id=1");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(Http.tree(unknown.body()).get("error").asText())
        .isEqualTo("No orderbook exists for the requested token id");
    assertThat(http.get(simulator.clobUrl() + "/book").statusCode()).isEqualTo(400);
    assertThat(http.get(simulator.clobUrl() + "/midpoint?token_id=1").statusCode()).isEqualTo(404);
    String url = simulator.clobUrl() + "/books";
    JsonNode books =
        Http.tree(
            http.post(
                    url,
                    List.of(
                        Map.of("token_id", tokens.get(1)),
                        Map.of("token_id", "1"),
                        Map.of("token_id", tokens.get(0))))
                .body());
    assertThat(books).hasSize(2);
    assertThat(books.get(0).get("asset_id").asText()).isEqualTo(tokens.get(1));
    assertThat(http.post(url, Map.of()).statusCode()).isEqualTo(400);
    var many = new ArrayList<Map<String, String>>();
    for (int i = 0; i < 1_000; i++) {
      many.add(Map.of("token_id", tokens.getFirst()));
    }
    assertThat(http.post(url, many).body()).contains("Payload exceeds the limit");
  }

  @Test
  void theMiddleAndPastPricesFitTheBook() throws Exception {
    String token = tokens.getFirst();
    TrueBook book = simulator.books().book(token).orElseThrow();
    BigDecimal middle =
        book.bids()
            .getFirst()
            .price()
            .add(book.asks().getFirst().price())
            .divide(BigDecimal.valueOf(2));
    assertThat(new BigDecimal(clob("/midpoint?token_id=" + token).get("mid").asText()))
        .isEqualByComparingTo(middle);
    JsonNode history =
        clob("/prices-history?market=" + token + "&interval=1h&fidelity=5").get("history");
    assertThat(history).hasSize(13);
    assertThat(history.get(12).get("t").asLong()).isEqualTo(ANCHOR.getEpochSecond());
    assertThat(history.get(0).get("p").isNumber()).isTrue();
    assertThat(clob("/prices-history?market=1&interval=1h").get("history")).isEmpty();
  }

  @Test
  void tradesAreExactlyThoseOfTheLedgerNewestFirst() throws Exception {
    simulator.bookBurst(1_000, 120);
    List<TrueTrade> made = simulator.books().trades().toList().reversed();
    var rows = new ArrayList<JsonNode>();
    for (int offset = 0; ; offset += 50) {
      JsonNode page =
          http.json(simulator.dataUrl() + "/trades?takerOnly=true&limit=50&offset=" + offset);
      page.forEach(rows::add);
      if (page.size() < 50) {
        break;
      }
    }
    assertThat(rows).hasSameSizeAs(made);
    for (int i = 0; i < rows.size(); i++) {
      JsonNode row = rows.get(i);
      TrueTrade trade = made.get(i);
      assertThat(row.get("transactionHash").asText()).isEqualTo(trade.transactionHash());
      assertThat(row.get("asset").asText()).isEqualTo(trade.tokenId());
      assertThat(row.get("conditionId").asText()).isEqualTo(trade.conditionId());
      assertThat(row.get("side").asText()).isEqualTo(trade.side().name());
      assertThat(row.get("price").decimalValue()).isEqualByComparingTo(trade.price());
      assertThat(row.get("size").decimalValue()).isEqualByComparingTo(trade.size());
      assertThat(row.get("timestamp").asLong()).isEqualTo(trade.timestamp() / 1_000);
      assertThat(row.get("outcome").asText()).isEqualTo(trade.outcome());
    }
    assertThat(names(rows.getFirst()))
        .containsExactly(
            "asset",
            "bio",
            "conditionId",
            "eventSlug",
            "icon",
            "name",
            "outcome",
            "outcomeIndex",
            "price",
            "profileImage",
            "proxyWallet",
            "pseudonym",
            "side",
            "size",
            "slug",
            "timestamp",
            "title",
            "transactionHash");
  }

  @Test
  void tradesCanBeFilteredAndHaveAnEnd() throws Exception {
    simulator.bookBurst(0, 200);
    String market = simulator.books().trades().toList().getLast().conditionId();
    long ofMarket =
        simulator.books().trades().filter(trade -> trade.conditionId().equals(market)).count();
    String url = simulator.dataUrl() + "/trades?limit=1000&market=" + market;
    assertThat(http.json(url)).hasSize((int) ofMarket);
    assertThat(http.json(url + "&takerOnly=false")).hasSize(2 * (int) ofMarket);
    assertThat(http.json(simulator.dataUrl() + "/trades")).hasSize(100);
    assertThat(http.json(simulator.dataUrl() + "/trades?limit=5&side=SELL"))
        .allMatch(row -> row.get("side").asText().equals("SELL"));
    HttpResponse<String> late = http.get(simulator.dataUrl() + "/trades?offset=3001");
    assertThat(late.statusCode()).isEqualTo(400);
    assertThat(late.body()).contains("max historical activity offset of 3000 exceeded");
    assertThat(http.get(simulator.dataUrl() + "/trades?limit=x").statusCode()).isEqualTo(400);
  }

  @Test
  void theFaultsOfTheOtherInterfacesStrikeHereToo() throws Exception {
    simulator.bookBurst(0, 10);
    String book = simulator.clobUrl() + "/book?token_id=" + tokens.getFirst();
    simulator.faults().set(Fault.RATE_LIMIT, 1);
    assertThat(http.get(book).statusCode()).isEqualTo(429);
    simulator.faults().set(Fault.RATE_LIMIT, 0);
    simulator.faults().set(Fault.EMPTY_PAGE, 1);
    assertThat(http.json(simulator.dataUrl() + "/trades")).isEmpty();
    simulator.faults().set(Fault.EMPTY_PAGE, 0);
    simulator.faults().set(Fault.UNKNOWN_FIELD, 1);
    assertThat(http.json(book).has("seq_hint")).isTrue();
    simulator.faults().set(Fault.UNKNOWN_FIELD, 0);
    simulator.faults().set(Fault.MISSING_FIELD, 1);
    assertThat(http.json(book).has("asks")).isFalse();
    assertThat(http.get(simulator.gammaUrl() + "/ledger/books").statusCode()).isEqualTo(200);
  }

  @Test
  void theLedgerIsReadOverHttp() throws Exception {
    http.post(simulator.gammaUrl() + "/control/books", Map.of("burst", 500, "burst_trades", 7));
    String token = tokens.getFirst();
    JsonNode book = http.json(simulator.gammaUrl() + "/ledger/books/" + token);
    TrueBook truth = simulator.books().book(token).orElseThrow();
    assertThat(book.get("hash").asText()).isEqualTo(truth.hash());
    assertThat(book.get("bids")).hasSize(truth.bids().size());
    assertThat(book.get("bids").get(0).get("price").asText())
        .isEqualTo(truth.bids().getFirst().price().toPlainString());
    String ledger = simulator.gammaUrl() + "/ledger/";
    assertThat(http.get(ledger + "books/1").statusCode()).isEqualTo(404);
    assertThat(http.get(ledger + "books").body().lines()).hasSize(tokens.size());
    assertThat(http.get(ledger + "books/" + token + "/changes").body().lines())
        .hasSize(simulator.books().changes(token).size());
    String changes = http.get(ledger + "books/" + token + "/changes").body();
    assertThat(names(Http.tree(changes.lines().toList().getFirst())))
        .containsExactly("is_told", "level", "side", "timestamp", "version");
    List<String> trades = http.get(ledger + "live-trades").body().lines().toList();
    assertThat(trades).hasSize(simulator.books().tradeCount());
    assertThat(http.get(ledger + "live-trades?after=4&limit=1").body().strip())
        .isEqualTo(trades.get(5));
    assertThat(names(Http.tree(trades.getFirst())))
        .containsExactly(
            "condition_id",
            "number",
            "outcome",
            "price",
            "side",
            "size",
            "timestamp",
            "token_id",
            "transaction_hash");
  }

  @Test
  void ratesAreSetOverHttp() throws Exception {
    String url = simulator.gammaUrl() + "/control/books";
    JsonNode state = Http.tree(http.post(url, Map.of("rate", 50, "trades", 2)).body());
    assertThat(state.get("rate").asDouble()).isEqualTo(50);
    assertThat(state.get("trade_rate").asDouble()).isEqualTo(2);
    assertThat(state.get("tokens").asInt()).isEqualTo(tokens.size());
    assertThat(Http.tree(http.post(url, Map.of("stop", true)).body()).get("rate").asInt()).isZero();
    assertThat(Http.tree(http.post(url, Map.of("start", true)).body()).get("rate").asInt())
        .isEqualTo(50);
    http.post(simulator.gammaUrl() + "/control/live", Map.of("stop", true));
    assertThat(http.json(url).get("rate").asInt()).isZero();
    assertThat(http.post(url, Map.of("rate", -1)).statusCode()).isEqualTo(400);
    assertThat(http.post(url, Map.of()).statusCode()).isEqualTo(400);
  }
}
