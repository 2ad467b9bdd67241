package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.clob.TrueTrade;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.Order;
import io.polytape.simulator.clob.channel.Strike;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LiveFaultsIT {
  private static final Map<String, Object> PLAIN = Map.of();

  private final Instant anchor = Instant.now();
  private final Simulator simulator = Simulator.start(SimulatorConfig.small(7, anchor));
  private final List<String> tokens = simulator.books().tokens();
  private final MarketClient client = new MarketClient(simulator.wsUrl());
  private int connection;

  @BeforeEach
  void subscribe() throws Exception {
    client.subscribe(tokens, PLAIN).sync();
    connection = simulator.connections().getFirst().connection();
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

  private void strike(LiveFault fault) {
    simulator.liveFaults().strike(Order.of(fault).on(connection));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds past the deadline").isNegative();
      Thread.onSpinWait();
    }
  }

  /** The only strike so far. */
  private Strike struck(LiveFault fault) {
    assertThat(simulator.liveFaults().strikes()).hasSize(1);
    Strike strike = simulator.liveFaults().strikes().getFirst();
    assertThat(strike.fault()).isEqualTo(fault.label());
    return strike;
  }

  /** The tokens whose books somebody has wrong who heard nothing but these frames. */
  private Set<String> wrong(MarketClient heard) {
    var replay = new BookReplay(heard.events());
    var wrong = new HashSet<String>();
    for (TrueBook book : simulator.books().books().values()) {
      if (!replay.agrees(book)) {
        wrong.add(book.tokenId());
      }
    }
    return wrong;
  }

  @Test
  void inSilenceTheHeartbeatIsAnsweredAndNothingElseComes() throws Exception {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_SILENCE).on(connection).lasting(Duration.ofMillis(700)));
    client.frames.clear();
    simulator.bookBurst(400, 5);
    client.sync();
    assertThat(client.frames).containsOnly("PONG");
    Strike strike = struck(LiveFault.WS_SILENCE);
    assertThat(strike.endedAt()).isNull();
    assertThat(strike.connection()).isEqualTo(connection);
    assertThat(strike.trades()).isPositive();
    await(() -> struck(LiveFault.WS_SILENCE).endedAt() != null);
    simulator.bookBurst(400, 0);
    client.await(frame -> frame.contains("price_changes"));
    assertThat(strike.tokens()).hasSizeGreaterThan(10);
  }

  @Test
  void someTokensAreSilentWhileOthersMove() throws Exception {
    String token = tokens.getFirst();
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_TOKEN_SILENCE).on(connection).tokens(token));
    simulator.bookBurst(4_000, 0);
    client.sync();
    String market = simulator.books().book(token).orElseThrow().conditionId();
    assertThat(client.events("price_change"))
        .hasSizeGreaterThan(1_000)
        .noneMatch(event -> event.get("market").asText().equals(market));
    List<String> both =
        simulator.books().books().values().stream()
            .filter(book -> book.conditionId().equals(market))
            .map(TrueBook::tokenId)
            .toList();
    assertThat(both).hasSize(2);
    assertThat(struck(LiveFault.WS_TOKEN_SILENCE).tokens())
        .containsExactlyInAnyOrderElementsOf(both);
    assertThat(wrong(client)).containsExactlyInAnyOrderElementsOf(both);
  }

  @Test
  void aStrikeThatFindsNothingOrIsReplacedIsOver() {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_TOKEN_SILENCE).on(connection).tokens("no such token"));
    assertThat(struck(LiveFault.WS_TOKEN_SILENCE).endedAt()).isNotNull();

    for (LiveFault fault : List.of(LiveFault.WS_SILENCE, LiveFault.WS_HALF_OPEN)) {
      Order order = Order.of(fault).on(connection).lasting(Duration.ofMinutes(1));
      simulator.liveFaults().strike(order);
      simulator.liveFaults().strike(order);
      assertThat(
              simulator.liveFaults().strikes().stream()
                  .filter(each -> each.fault().equals(fault.label()))
                  .map(each -> each.endedAt() == null))
          .containsExactly(false, true);
    }
  }

  @Test
  void aDroppedFrameLeavesItsTokensWrong() throws Exception {
    strike(LiveFault.WS_DROP_FRAME);
    simulator.bookBurst(1, 0);
    client.sync();
    Strike strike = struck(LiveFault.WS_DROP_FRAME);
    assertThat(strike.tokens()).hasSize(2);
    assertThat(strike.startedAt()).isEqualTo(strike.endedAt());
    assertThat(wrong(client)).containsExactlyInAnyOrderElementsOf(strike.tokens());
  }

  @Test
  void aDroppedTradeIsStillInTheDataApi() throws Exception {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_DROP_FRAME).on(connection).type("last_trade_price"));
    simulator.bookBurst(0, 1);
    client.sync();
    assertThat(struck(LiveFault.WS_DROP_FRAME).trades()).isEqualTo(1);
    assertThat(client.events("last_trade_price")).isEmpty();
    assertThat(new Http().json(simulator.dataUrl() + "/trades")).hasSize(1);
  }

  @Test
  void framesComeTwice() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_DUPLICATE_FRAME).on(connection).times(20));
    client.frames.clear();
    simulator.bookBurst(40, 0);
    client.sync();
    List<String> frames = List.copyOf(client.frames);
    assertThat(new HashSet<>(frames)).hasSizeLessThanOrEqualTo(frames.size() - 20);
    assertThat(simulator.liveFaults().strikes()).hasSize(20);
    assertThat(simulator.liveFaults().waiting()).isZero();
  }

  @Test
  void aFrameComesBehindTheNextOneOfItsMarket() throws Exception {
    strike(LiveFault.WS_REORDER_FRAME);
    client.frames.clear();
    simulator.bookBurst(4_000, 0);
    client.sync();
    Strike strike = struck(LiveFault.WS_REORDER_FRAME);
    List<JsonNode> ofMarket =
        client.events("price_change").stream()
            .filter(
                event -> strike.tokens().contains(event.at("/price_changes/0/asset_id").asText()))
            .toList();
    long first = ofMarket.get(0).get("timestamp").asLong();
    assertThat(ofMarket.get(1).get("timestamp").asLong()).isLessThanOrEqualTo(first);
    assertThat(ofMarket.get(1).at("/price_changes/0/hash").asText())
        .isNotEqualTo(ofMarket.get(0).at("/price_changes/0/hash").asText());
    assertThat(simulator.books().changes(strike.tokens().getFirst())).isNotEmpty();
  }

  @Test
  void aHeldFrameIsLetGoWhenItsMarketStandsStill() throws Exception {
    strike(LiveFault.WS_REORDER_FRAME);
    simulator.bookBurst(1, 0);
    client.await(frame -> frame.contains("price_changes"));
    assertThat(wrong(client)).isEmpty();
  }

  @Test
  void corruptFramesCannotBeReadOrMakeNoSense() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_CORRUPT_FRAME).on(connection).times(5));
    client.frames.clear();
    simulator.bookBurst(10, 0);
    client.sync();
    int broken = 0;
    for (String frame : client.frames) {
      boolean senseless = frame.contains("NaN") || frame.endsWith("}}");
      try {
        senseless |= !Http.tree(frame).isContainerNode();
      } catch (java.io.IOException e) {
        senseless = true;
      }
      broken += senseless && !frame.equals("PONG") ? 1 : 0;
    }
    assertThat(broken).isEqualTo(5);
    List<Strike> strikes = simulator.liveFaults().strikes();
    assertThat(strikes).hasSize(5).allMatch(strike -> strike.tokens().size() == 2);
  }

  @Test
  void halfOpenNeitherAnswersNorCloses() throws Exception {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_HALF_OPEN).on(connection).lasting(Duration.ofMillis(900)));
    client.frames.clear();
    client.send("PING");
    simulator.bookBurst(100, 0);
    await(() -> struck(LiveFault.WS_HALF_OPEN).endedAt() != null || !client.frames.isEmpty());
    assertThat(client.ended.getCount()).isEqualTo(1);
    assertThat(client.events()).isEmpty();
    assertThat(struck(LiveFault.WS_HALF_OPEN).tokens()).hasSizeGreaterThan(5);
    client.await(frame -> frame.equals("PONG")); // the server reads again
  }

  @Test
  void aHandshakeIsRefused() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_REFUSE));
    try (var refused = new MarketClient(simulator.wsUrl())) {
      refused.awaitEnd();
      assertThat(refused.status).isEqualTo(503);
    }
    try (var welcome = new MarketClient(simulator.wsUrl())) {
      welcome.sync();
    }
    struck(LiveFault.WS_REFUSE);
  }

  @Test
  void aSubscriptionIsIgnored() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_REFUSE_SUBSCRIPTION));
    try (var other = new MarketClient(simulator.wsUrl())) {
      other.subscribe(tokens, PLAIN).sync();
      simulator.bookBurst(500, 5);
      other.sync();
      assertThat(other.frames).containsOnly("PONG");
      assertThat(struck(LiveFault.WS_REFUSE_SUBSCRIPTION).tokens()).isEqualTo(tokens);
    }
  }

  @Test
  void changesComeWithoutAFirstBook() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_NO_INITIAL_BOOK).tokens(tokens.getFirst()));
    try (var other = new MarketClient(simulator.wsUrl())) {
      other.subscribe(tokens, PLAIN).sync();
      assertThat(other.events()).hasSize(tokens.size() - 1);
      simulator.bookBurst(2_000, 0);
      other.sync();
      assertThat(other.frames).anyMatch(frame -> frame.contains(tokens.getFirst()));
      assertThat(struck(LiveFault.WS_NO_INITIAL_BOOK).tokens()).containsExactly(tokens.getFirst());
    }
  }

  @Test
  void theGridOfPricesChanges() throws Exception {
    String token = tokens.getFirst();
    BigDecimal before = simulator.books().book(token).orElseThrow().tickSize();
    simulator.liveFaults().strike(Order.of(LiveFault.WS_TICK_SIZE_CHANGE).tokens(token));
    client.sync();
    BigDecimal after = simulator.books().book(token).orElseThrow().tickSize();
    assertThat(after).isNotEqualByComparingTo(before);
    assertThat(client.events("tick_size_change"))
        .hasSize(2)
        .allMatch(event -> event.get("new_tick_size").asText().equals(after.toPlainString()))
        .allMatch(event -> event.get("old_tick_size").asText().equals(before.toPlainString()));
    assertThat(wrong(client)).isEmpty();
    assertThat(struck(LiveFault.WS_TICK_SIZE_CHANGE).tokens()).contains(token).hasSize(2);
  }

  @Test
  void aGiantFrameComes() throws Exception {
    strike(LiveFault.WS_GIANT_FRAME);
    simulator.bookBurst(1, 0);
    String giant = client.await(frame -> frame.length() > 16 << 20);
    assertThat(Http.tree(giant).has("padding")).isTrue();
    assertThat(struck(LiveFault.WS_GIANT_FRAME).tokens()).hasSize(2);
    simulator.bookBurst(1, 0);
    client.await(frame -> frame.contains("price_changes"));
  }

  @Test
  void aBombIsSmallOnTheWireAndEnormousUnpacked() throws Exception {
    try (var wire = new PackedSocket(simulator.wsUrl(), tokens)) {
      assertThat(wire.agreed()).isTrue();
      await(() -> simulator.connections(tokens.getFirst()).size() == 2);
      int id = simulator.connections(tokens.getFirst()).getLast();
      simulator
          .liveFaults()
          .strike(Order.of(LiveFault.WS_COMPRESSED_BOMB).on(id).type("price_change"));
      simulator.bookBurst(1, 0);
      assertThat(wire.next()).isBetween(10_000L, 1L << 20); // the first books, as they are
      assertThat(wire.next()).isGreaterThan(60 << 20);
      assertThat(wire.read()).isLessThan(2 << 20);
      assertThat(struck(LiveFault.WS_COMPRESSED_BOMB).tokens()).hasSize(2);
    }
  }

  @Test
  void whoNegotiatedPackingReadsOtherFramesAsEverAfterABomb() throws Exception {
    strike(LiveFault.WS_COMPRESSED_BOMB);
    simulator.bookBurst(1, 0);
    client.await(frame -> frame.length() > 60 << 20);
    simulator.bookBurst(1, 0);
    client.await(frame -> frame.contains("price_changes") && frame.length() < 10_000);
    client.sync();
  }

  @Test
  void connectionsEnd() throws Exception {
    strike(LiveFault.WS_DISCONNECT);
    client.awaitEnd();
    assertThat(struck(LiveFault.WS_DISCONNECT).tokens()).hasSize(tokens.size());
    await(() -> simulator.connections().isEmpty());
    assertThatThrownBy(() -> strike(LiveFault.WS_DISCONNECT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("open connection");
  }

  @Test
  void inAStormNoConnectionLastsForASecond() throws Exception {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_RECONNECT_STORM).lasting(Duration.ofSeconds(3)));
    client.awaitEnd();
    int ended = 0;
    while (struck(LiveFault.WS_RECONNECT_STORM).endedAt() == null) {
      try (var other = new MarketClient(simulator.wsUrl())) {
        other.subscribe(tokens, PLAIN);
        other.awaitEnd();
        ended++;
      }
    }
    assertThat(ended).isGreaterThan(2);
    try (var other = new MarketClient(simulator.wsUrl())) {
      other.subscribe(tokens, PLAIN).sync();
    }
  }

  @Test
  void theServerRestarts() throws Exception {
    simulator
        .liveFaults()
        .strike(Order.of(LiveFault.WS_SERVER_RESTART).lasting(Duration.ofSeconds(1)));
    client.awaitEnd();
    try (var refused = new MarketClient(simulator.wsUrl())) {
      refused.awaitEnd();
      assertThat(refused.status).isEqualTo(503);
    }
    assertThat(struck(LiveFault.WS_SERVER_RESTART).tokens()).hasSize(tokens.size());
    await(() -> struck(LiveFault.WS_SERVER_RESTART).endedAt() != null);
    try (var again = new MarketClient(simulator.wsUrl())) {
      again.subscribe(tokens, PLAIN).sync();
      assertThat(wrong(again)).isEmpty();
    }
  }

  @Test
  void tradesAreOdd() throws Exception {
    strike(LiveFault.MISSING_TRADE_SIZE);
    simulator.bookBurst(0, 1);
    simulator.liveFaults().strike(Order.of(LiveFault.STALE_TRADE));
    simulator.bookBurst(0, 1);
    simulator.liveFaults().strike(Order.of(LiveFault.DIVERGED_TRADE));
    simulator.bookBurst(0, 1);
    client.sync();
    List<TrueTrade> made = simulator.books().trades().toList();
    List<String> transactions = made.stream().map(TrueTrade::transactionHash).distinct().toList();
    assertThat(transactions).hasSize(3);
    List<JsonNode> heard = client.events("last_trade_price");
    assertThat(heard)
        .extracting(trade -> trade.get("transaction_hash").asText())
        .containsExactlyElementsOf(made.stream().map(TrueTrade::transactionHash).toList());
    assertThat(heard)
        .allMatch(
            trade ->
                trade.has("size")
                    != trade.get("transaction_hash").asText().equals(transactions.getFirst()));
    for (int i = 0; i < made.size(); i++) {
      long time = heard.get(i).get("timestamp").asLong();
      boolean late = made.get(i).transactionHash().equals(transactions.get(1));
      assertThat(time).isEqualTo(made.get(i).timestamp());
      assertThat(time < System.currentTimeMillis() - 300_000).isEqualTo(late);
    }
    TrueTrade far = made.getLast();
    TrueBook book = simulator.books().book(far.tokenId()).orElseThrow();
    BigDecimal middle =
        book.bids()
            .getFirst()
            .price()
            .add(book.asks().getFirst().price())
            .divide(new BigDecimal(2));
    assertThat(far.price().subtract(middle).abs()).isGreaterThan(new BigDecimal("0.1"));
    assertThat(simulator.liveFaults().strikes())
        .extracting(Strike::fault)
        .containsExactly("missing-trade-size", "stale-trade", "diverged-trade");
    assertThat(wrong(client)).isEmpty();
  }

  @Test
  void unknownTypesAndFieldsChangeNothingElse() throws Exception {
    strike(LiveFault.UNKNOWN_EVENT_TYPE);
    simulator.bookBurst(1, 0);
    strike(LiveFault.UNKNOWN_EVENT_FIELD);
    simulator.bookBurst(1, 0);
    client.sync();
    assertThat(client.events("order_halo")).hasSize(1);
    assertThat(client.events()).filteredOn(event -> event.has("seq_hint")).hasSize(1);
    assertThat(wrong(client)).isEmpty();
  }

  @Test
  void everyFaultCanStrikeByChance() throws Exception {
    for (LiveFault fault : LiveFault.values()) {
      simulator.liveFaults().set(fault, 1);
      try (var other = new MarketClient(simulator.wsUrl())) {
        other.subscribe(tokens.subList(0, 2), PLAIN);
        await(
            () -> {
              simulator.bookBurst(20, 1);
              return simulator.liveFaults().strikes().stream()
                  .anyMatch(strike -> strike.fault().equals(fault.label()));
            });
      }
      simulator.liveFaults().clear();
    }
    assertThat(simulator.liveFaults().probabilities().values()).allMatch(each -> each == 0);
  }

  @Test
  void faultsAreOrderedAndToldOverHttp() throws Exception {
    var http = new Http();
    String url = simulator.gammaUrl() + "/control/live-faults";
    assertThat(
            http.post(url, Map.of("fault", "silence", "connection", connection, "seconds", 0.1))
                .statusCode())
        .isEqualTo(200);
    JsonNode state =
        Http.tree(
            http.post(url, Map.of("fault", "ws-drop-frame", "times", 3, "type", "book")).body());
    assertThat(state.get("waiting").asInt()).isEqualTo(1);
    assertThat(state.get("probabilities").properties()).hasSize(LiveFault.values().length);
    JsonNode set = Http.tree(http.post(url, Map.of("ws-silence", 0.25)).body());
    assertThat(set.at("/probabilities/ws-silence").asDouble()).isEqualTo(0.25);
    JsonNode clear = Http.tree(http.post(url, Map.of("clear", true)).body());
    assertThat(clear.get("waiting").asInt()).isZero();
    assertThat(http.post(url, Map.of("fault", "nonsense")).statusCode()).isEqualTo(400);
    assertThat(http.post(url, Map.of("fault", "silence", "size", 1)).body()).contains("size");
    assertThat(http.post(url, Map.of("ws-silence", 2)).statusCode()).isEqualTo(400);
    String[] strikes =
        http.get(simulator.gammaUrl() + "/ledger/live-faults").body().split("\n", -1);
    JsonNode strike = Http.tree(strikes[0]);
    assertThat(strike.get("fault").asText()).isEqualTo("ws-silence");
    assertThat(strike.get("connection").asInt()).isEqualTo(connection);
    String connections =
        http.get(simulator.gammaUrl() + "/control/connections?token=" + tokens.getFirst()).body();
    assertThat(Http.tree(connections).get("tokens").asInt()).isEqualTo(tokens.size());
    assertThat(Arrays.stream(LiveFault.values()).map(LiveFault::label)).contains("ws-half-open");
  }
}
