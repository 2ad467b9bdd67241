package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.clob.TrueChange;
import io.polytape.simulator.clob.TrueTrade;
import io.polytape.simulator.clob.channel.LiveFault;
import io.polytape.simulator.clob.channel.Order;
import io.polytape.simulator.clob.channel.Strike;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the market channel tells what trades do to books. */
final class MarketTradesIT {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
  private final Simulator simulator =
      Simulator.start(SimulatorConfig.small(7, now.get()), () -> now.get());
  private final List<String> tokens = simulator.books().tokens();
  private final MarketClient client = new MarketClient(simulator.wsUrl());
  private final BookReplay replay = new BookReplay(List.of());

  @BeforeEach
  void subscribe() throws Exception {
    client.subscribe(tokens, Map.of("custom_feature_enabled", true));
    heard();
  }

  @AfterEach
  void stop() {
    client.close();
    simulator.close();
  }

  /** What came since the last time, which the replay then knows too. */
  private List<JsonNode> heard() throws Exception {
    client.sync();
    List<JsonNode> events = client.events();
    client.frames.clear();
    events.forEach(replay::apply);
    return events;
  }

  /** What one trade brings; before it the books move a little. */
  private List<JsonNode> trade() throws Exception {
    simulator.bookBurst(10, 0);
    heard();
    now.set(now.get().plusMillis(2)); // less than a change is told later than its book
    for (int count = simulator.books().tradeCount(); count == simulator.books().tradeCount(); ) {
      simulator.bookBurst(0, 1);
    }
    return heard();
  }

  private static List<JsonNode> of(List<JsonNode> events, String type) {
    return events.stream().filter(event -> event.path("event_type").asText().equals(type)).toList();
  }

  private void assertBooksAreTheLedgers() {
    for (TrueBook book : simulator.books().books().values()) {
      assertThat(replay.agrees(book)).as(book.tokenId()).isTrue();
      assertThat(replay.hashes.get(book.tokenId())).isEqualTo(book.hash());
    }
  }

  private TrueBook book(JsonNode of) {
    return simulator.books().book(of.get("asset_id").asText()).orElseThrow();
  }

  private List<TrueChange> newest(String token) {
    List<TrueChange> changes = simulator.books().changes(token);
    long version = changes.getLast().version();
    return changes.stream().filter(change -> change.version() == version).toList();
  }

  @Test
  void booksAndChangesAloneGiveTheLedgersBooksAfterEveryEvent() throws Exception {
    for (int i = 0; i < 300; i++) {
      now.set(now.get().plusMillis(i % 3));
      simulator.bookBurst(i % 2, 1 - i % 2);
      heard();
      assertBooksAreTheLedgers();
    }
    assertThat(simulator.books().tradeCount()).isGreaterThan(140);
  }

  @Test
  void tradesBringTheWholeBooksOfBothOutcomes() throws Exception {
    for (int i = 0; i < 200; i++) {
      List<JsonNode> events = trade();
      TrueTrade trade = simulator.books().trades().toList().getLast();
      assertThat(of(events, "last_trade_price"))
          .isNotEmpty()
          .allMatch(event -> event.get("asset_id").asText().equals(trade.tokenId()));
      List<JsonNode> books = of(events, "book");
      assertThat(books).hasSize(2);
      assertThat(books)
          .extracting(book -> book.get("asset_id").asText())
          .doesNotHaveDuplicates()
          .contains(trade.tokenId());
      for (JsonNode book : books) {
        TrueBook truth = book(book);
        assertThat(truth.conditionId()).isEqualTo(trade.conditionId());
        assertThat(new BookReplay(List.of(book)).agrees(truth)).isTrue();
        assertThat(book.get("hash").asText()).isEqualTo(truth.hash());
        assertThat(book.get("timestamp").asLong())
            .isEqualTo(truth.timestamp())
            .isEqualTo(now.get().toEpochMilli());
        assertThat(book.has("tick_size") || book.has("last_trade_price")).isFalse();
      }
    }
  }

  @Test
  void changesBehindTheBooksOfTradesSayOnlyWhatIsInThemAndWasNotTaken() throws Exception {
    int rests = 0;
    int others = 0;
    int plain = 0;
    for (int i = 0; i < 600; i++) {
      List<JsonNode> events = trade();
      List<JsonNode> books = of(events, "book");
      List<JsonNode> frames = of(events, "price_change");
      plain += frames.isEmpty() ? 1 : 0;
      int last = events.lastIndexOf(books.getLast());
      for (JsonNode frame : frames) {
        assertThat(events.indexOf(frame)).isBetween(last + 1, last + frames.size());
        long book = books.getFirst().get("timestamp").asLong();
        assertThat(frame.get("timestamp").asLong()).isBetween(book + 4, book + 6);
        var again = new BookReplay(books);
        again.apply(frame);
        for (JsonNode change : frame.get("price_changes")) {
          TrueBook truth = book(change);
          assertThat(again.agrees(truth)).isTrue();
          assertThat(change.get("hash").asText()).isEqualTo(truth.hash());
          List<TrueChange> batch = newest(truth.tokenId());
          TrueChange told = only(batch, change);
          assertThat(told.timestamp()).isEqualTo(frame.get("timestamp").asLong());
          List<TrueChange> taken = batch.stream().filter(each -> !each.isTold()).toList();
          assertThat(taken).isNotEmpty().doesNotContain(told);
          boolean rest = taken.getFirst().level().price().compareTo(told.level().price()) == 0;
          if (rest) {
            assertThat(told.side()).isNotEqualTo(taken.getFirst().side());
            assertThat(taken.getFirst().level().size()).isZero();
            assertThat(told.side() == BookSide.BID ? truth.bids() : truth.asks())
                .first()
                .isEqualTo(told.level());
          }
          rests += rest ? 1 : 0;
          others += rest ? 0 : 1;
        }
      }
    }
    assertThat(rests).isGreaterThan(10);
    assertThat(others).isGreaterThan(10);
    assertThat(plain).isGreaterThan(400);
  }

  /** The change of a batch that a frame tells: the same side, price and size, told as such. */
  private static TrueChange only(List<TrueChange> batch, JsonNode change) {
    List<TrueChange> same =
        batch.stream()
            .filter(each -> each.isTold() && each.side() == side(change))
            .filter(each -> each.level().equals(level(change)))
            .toList();
    assertThat(same).hasSize(1);
    return same.getFirst();
  }

  private static BookSide side(JsonNode change) {
    return change.get("side").asText().equals("BUY") ? BookSide.BID : BookSide.ASK;
  }

  private static Level level(JsonNode change) {
    return new Level(
        new BigDecimal(change.get("price").asText()), new BigDecimal(change.get("size").asText()));
  }

  @Test
  void changesAreToldAtTheirTimesAndWhatIsUntoldIsNot() throws Exception {
    var heard = new HashSet<String>();
    for (int i = 0; i < 100; i++) {
      now.set(now.get().plusMillis(2));
      simulator.bookBurst(1, 1);
      for (JsonNode frame : of(heard(), "price_change")) {
        for (JsonNode change : frame.get("price_changes")) {
          String token = change.get("asset_id").asText();
          long time = frame.get("timestamp").asLong();
          heard.add(key(token, side(change), level(change), time));
        }
      }
    }
    var told = new HashSet<String>();
    int untold = 0;
    for (String token : tokens) {
      for (TrueChange change : simulator.books().changes(token)) {
        if (change.isTold()) {
          told.add(key(token, change.side(), change.level(), change.timestamp()));
        } else {
          untold++;
        }
      }
    }
    assertThat(heard).hasSizeGreaterThan(200).isEqualTo(told);
    assertThat(untold).isGreaterThan(180);
  }

  private static String key(String token, BookSide side, Level level, long time) {
    return String.join(" ", token, side.name(), level.text(), Long.toString(time));
  }

  @Test
  void bestPricesAreToldWhereTradesMoveThem() throws Exception {
    int moved = 0;
    for (int i = 0; i < 100; i++) {
      now.set(now.get().plusMillis(2));
      Map<String, TrueBook> before = simulator.books().books();
      simulator.bookBurst(0, 1);
      List<JsonNode> best = of(heard(), "best_bid_ask");
      TrueTrade trade = simulator.books().trades().toList().getLast();
      TrueBook was = Objects.requireNonNull(before.get(trade.tokenId()));
      TrueBook is = simulator.books().book(trade.tokenId()).orElseThrow();
      boolean moves = !top(was).equals(top(is));
      assertThat(best).hasSize(moves ? 2 : 0);
      moved += moves ? 1 : 0;
    }
    assertThat(moved).isBetween(10, 60);
  }

  private static List<BigDecimal> top(TrueBook book) {
    var top = new ArrayList<BigDecimal>();
    book.bids().stream().limit(1).forEach(level -> top.add(level.price()));
    book.asks().stream().limit(1).forEach(level -> top.add(level.price().negate()));
    return top;
  }

  @Test
  void aLostBookBehindATradeLosesWhatTheTradeTook() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_DROP_FRAME).type("book"));
    trade();
    Strike strike = simulator.liveFaults().strikes().getFirst();
    assertThat(strike.tokens()).hasSize(1);
    for (TrueBook book : simulator.books().books().values()) {
      boolean lost = strike.tokens().contains(book.tokenId());
      assertThat(replay.agrees(book)).as(book.tokenId()).isNotEqualTo(lost);
    }
  }

  @Test
  void aLostChangeBehindTheBooksOfATradeLeavesTheBooksRight() throws Exception {
    simulator.liveFaults().strike(Order.of(LiveFault.WS_DROP_FRAME).type("price_change"));
    for (int i = 0; i < 200 && simulator.liveFaults().waiting() > 0; i++) {
      simulator.bookBurst(0, 1);
    }
    heard();
    assertThat(simulator.liveFaults().strikes().getFirst().tokens()).hasSize(2);
    assertBooksAreTheLedgers();
  }
}
