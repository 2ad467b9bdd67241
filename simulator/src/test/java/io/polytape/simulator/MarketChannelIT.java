package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.Order;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MarketChannelIT {
  private static final Map<String, Object> CUSTOM = Map.of("custom_feature_enabled", true);

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private Simulator simulator =
      Simulator.start(SimulatorConfig.small(7, now.get()), () -> now.get());
  private List<String> tokens = simulator.books().tokens();

  @AfterEach
  void stop() {
    simulator.close();
  }

  private static Set<String> keys(JsonNode object) {
    var keys = new TreeSet<String>();
    object.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  /** In the one form of several; an empty side may be written as nothing. */
  private static String price(JsonNode of, String name, String empty) {
    String text = of.get(name).asText();
    return new BigDecimal(text.isEmpty() ? empty : text).stripTrailingZeros().toPlainString();
  }

  private void assertAgrees(BookReplay replay) {
    for (TrueBook book : simulator.books().books().values()) {
      assertThat(replay.agrees(book)).as(book.tokenId()).isTrue();
      assertThat(replay.hashes.get(book.tokenId())).isEqualTo(book.hash());
    }
  }

  @Test
  void everyFrameTogetherGivesExactlyTheBooksAndTradesOfTheLedger() throws Exception {
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, CUSTOM).sync();
      for (int i = 0; i < 50; i++) {
        now.set(now.get().plusMillis(20));
        simulator.bookBurst(400, 4);
      }
      client.sync();
      List<JsonNode> events = client.events();
      assertThat(client.events("price_change").size()).isGreaterThan(9_000);
      assertAgrees(new BookReplay(events));
      var heard =
          client.events("last_trade_price").stream()
              .map(
                  trade ->
                      String.join(
                          " ",
                          trade.get("transaction_hash").asText(),
                          trade.get("asset_id").asText(),
                          trade.get("side").asText(),
                          trade.get("price").asText(),
                          trade.get("size").asText(),
                          trade.get("timestamp").asText()))
              .toList();
      var made =
          simulator
              .books()
              .trades()
              .map(
                  trade ->
                      String.join(
                          " ",
                          trade.transactionHash(),
                          trade.tokenId(),
                          trade.side().name(),
                          trade.price().toPlainString(),
                          trade.size().toPlainString(),
                          Long.toString(trade.timestamp())))
              .toList();
      assertThat(made).hasSizeGreaterThan(190);
      assertThat(heard).isEqualTo(made);
    }
  }

  @Test
  void bestPricesAndHashAreThoseAfterTheWholeBatchInEveryFrame() throws Exception {
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, Map.of()).sync();
      simulator.bookBurst(4_000, 0);
      client.sync();
      Map<String, Set<String>> best = new HashMap<>();
      Map<String, Integer> levels = new HashMap<>();
      for (JsonNode frame : client.events("price_change")) {
        for (JsonNode change : frame.get("price_changes")) {
          String hash = change.get("hash").asText();
          best.computeIfAbsent(hash, key -> new HashSet<>())
              .add(price(change, "best_bid", "0") + " " + price(change, "best_ask", "1"));
          levels.merge(hash, 1, Integer::sum);
        }
      }
      assertThat(best.values()).allMatch(each -> each.size() == 1);
      assertThat(levels.values()).anyMatch(count -> count > 2);
    }
  }

  @Test
  void eventsHaveTheFieldsOfTheVenue() throws Exception {
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, CUSTOM);
      JsonNode books = Http.tree(client.await(frame -> frame.startsWith("[")));
      assertThat(books).hasSize(tokens.size());
      simulator.bookBurst(3_000, 40);
      simulator.liveFaults().strike(Order.of(LiveFault.WS_TICK_SIZE_CHANGE));
      client.sync();
      var withType =
          Set.of(
              "asks",
              "asset_id",
              "bids",
              "event_type",
              "hash",
              "last_trade_price",
              "market",
              "tick_size",
              "timestamp");
      assertThat(books).anySatisfy(book -> assertThat(keys(book)).isEqualTo(withType));
      Set<String> times = new HashSet<>();
      books.forEach(book -> times.add(book.get("timestamp").asText()));
      assertThat(times).hasSizeGreaterThan(tokens.size() / 4);
      JsonNode change = client.events("price_change").getFirst();
      assertThat(keys(change))
          .containsExactly("event_type", "market", "price_changes", "timestamp");
      assertThat(keys(change.get("price_changes").get(0)))
          .containsExactly("asset_id", "best_ask", "best_bid", "hash", "price", "side", "size");
      assertThat(keys(client.events("last_trade_price").getFirst()))
          .containsExactly(
              "asset_id",
              "event_type",
              "fee_rate_bps",
              "market",
              "price",
              "side",
              "size",
              "timestamp",
              "transaction_hash");
      assertThat(keys(client.events("tick_size_change").getFirst()))
          .containsExactly(
              "asset_id", "event_type", "market", "new_tick_size", "old_tick_size", "timestamp");
      assertThat(client.events("tick_size_change").size() % 2).isZero();
      assertThat(keys(client.events("best_bid_ask").getFirst()))
          .containsExactly(
              "asset_id", "best_ask", "best_bid", "event_type", "market", "spread", "timestamp");
      assertThat(client.frames).anyMatch(frame -> frame.contains("\"price\":\"."));
      assertThat(client.frames).anyMatch(frame -> frame.contains("\", \""));
      assertAgrees(new BookReplay(client.events()));
    }
  }

  @Test
  void marketsComeAndGoForThoseWhoAskForIt() throws Exception {
    try (var client = new MarketClient(simulator.wsUrl());
        var plain = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens.subList(0, 2), CUSTOM).sync();
      plain.subscribe(tokens.subList(0, 2), Map.of()).sync();
      simulator.live(5);
      now.set(now.get().plus(Duration.ofHours(2)));
      new Http().get(simulator.clobUrl() + "/midpoint?token_id=1");
      client.sync();
      plain.sync();
      JsonNode listed = client.events("new_market").getFirst();
      assertThat(keys(listed))
          .contains(
              "id",
              "question",
              "slug",
              "assets_ids",
              "clob_token_ids",
              "outcomes",
              "active",
              "event_message",
              "tags",
              "order_price_min_tick_size",
              "fee_schedule");
      JsonNode resolved = client.events("market_resolved").getFirst();
      assertThat(keys(resolved))
          .containsExactly(
              "assets_ids",
              "event_type",
              "id",
              "market",
              "tags",
              "timestamp",
              "winning_asset_id",
              "winning_outcome");
      assertThat(plain.events("new_market")).isEmpty();
      assertThat(plain.events("market_resolved")).isEmpty();
      assertThat(simulator.books().tokens()).isNotEqualTo(tokens);
      String gone = resolved.get("assets_ids").get(0).asText();
      assertThat(simulator.books().book(gone)).isEmpty();
    }
  }

  @Test
  void subscribingAndUnsubscribingLaterWorksWithoutAWord() throws Exception {
    String token = tokens.get(0);
    String other = tokens.get(2);
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.send("no JSON");
      client.subscribe(List.of("12345", token), Map.of("initial_dump", false)).sync();
      assertThat(client.events()).isEmpty();
      client.operate("subscribe", List.of(other, token));
      client.sync();
      assertThat(client.events()).hasSize(1);
      assertThat(client.events().getFirst().get("asset_id").asText()).isEqualTo(other);
      client.operate("unsubscribe", List.of(other));
      client.sync();
      client.frames.clear();
      simulator.bookBurst(6_000, 60);
      client.sync();
      String market = simulator.books().book(token).orElseThrow().conditionId();
      assertThat(client.events()).isNotEmpty();
      assertThat(client.events())
          .allMatch(event -> event.get("market").asText().equals(market))
          .filteredOn(event -> event.has("asset_id"))
          .allMatch(event -> event.get("asset_id").asText().equals(token));
      client.operate("subscribe", List.of(other));
      client.sync();
      client.operate("unsubscribe", List.of(token));
      client.operate("subscribe", List.of(token));
      client.sync();
      TrueBook book = simulator.books().book(token).orElseThrow();
      assertThat(new BookReplay(client.events()).agrees(book)).isTrue();
      assertThat(simulator.connections(other)).hasSize(1);
    }
  }

  @Test
  void tokensBeyondTheLimitBringChangesButNoFirstBook() throws Exception {
    simulator.close();
    simulator =
        Simulator.start(
            SimulatorConfig.small(7, now.get()).withLive(LiveConfig.still().withBookLimit(10)),
            () -> now.get());
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, Map.of()).sync();
      assertThat(client.events()).hasSize(10);
      simulator.bookBurst(10_000, 0);
      client.sync();
      Set<String> moved = new HashSet<>();
      client
          .events("price_change")
          .forEach(
              frame ->
                  frame
                      .get("price_changes")
                      .forEach(change -> moved.add(change.get("asset_id").asText())));
      assertThat(moved).hasSize(tokens.size());
    }
  }

  @Test
  void aClientThatSaysNothingIsClosed() throws Exception {
    long begun = System.nanoTime();
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.awaitEnd();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(9));
      while (!simulator.connections().isEmpty()) {
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(25));
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void booksMoveByThemselvesAtARateAndStandStillWithoutOne() throws Exception {
    try (var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, Map.of()).sync();
      simulator.live(1);
      simulator.bookRates(5_000, 50);
      client.await(frame -> frame.contains("price_changes"));
      client.await(frame -> frame.contains("transaction_hash"));
      simulator.live(0);
      var last = simulator.books().books();
      client.sync();
      assertAgrees(new BookReplay(client.events()));
      simulator.live(1);
      client.await(frame -> frame.contains("price_changes"));
      simulator.bookRates(0, 0);
      assertThat(simulator.books().books()).isNotEqualTo(last);
      client.sync();
      assertAgrees(new BookReplay(client.events()));
    }
  }

  @Test
  void aClientThatDoesNotReadIsCutOffAndNobodyWaitsForIt() throws Exception {
    try (var socket = new SlowSocket(simulator.wsUrl(), tokens);
        var client = new MarketClient(simulator.wsUrl())) {
      client.subscribe(tokens, Map.of()).sync();
      assertThat(socket.open()).isTrue();
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      var ids = new ArrayList<Integer>();
      do {
        simulator.bookBurst(20_000, 0);
        client.sync();
        client.frames.clear();
        ids.clear();
        simulator.connections().forEach(view -> ids.add(view.connection()));
      } while (ids.size() > 1 && System.nanoTime() < end);
      assertThat(ids).hasSize(1);
      client.sync();
    }
  }
}
