package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEventCodec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebsocketIngesterIT {
  private static final String ONE = Bench.token(1);
  private static final String OTHER = Bench.token(2);

  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench();
  }

  @AfterEach
  void close() throws Exception {
    bench.close();
  }

  private void booksOf(String... tokens) throws Exception {
    for (String token : tokens) {
      Bench.until(() -> !bench.events(token, Book.class).isEmpty());
    }
  }

  @Test
  void publishesBooksChangesAndTradesOfATokenInTheirOrder() throws Exception {
    bench.follow(List.of(ONE, OTHER));
    bench.start(1);
    booksOf(ONE, OTHER);
    long time = bench.venue.time();
    bench.venue.send(VenueServer.change(ONE, time + 1, "0.49", "7"));
    bench.venue.send(VenueServer.trade(ONE, time + 2, "0xabc"));
    bench.venue.send(VenueServer.change(ONE, time + 3, ".49", "0"));
    Bench.until(() -> bench.events(ONE).size() == 4);
    List<MarketEvent> events = bench.events(ONE);
    assertThat(events)
        .extracting(MarketEventCodec::type)
        .containsExactly("book", "price_change", "last_trade_price", "price_change");
    var book = (Book) events.get(0);
    assertThat(book.bids())
        .containsExactlyInAnyOrder(Level.parse("0.47:5"), Level.parse("0.48:30"));
    assertThat(book.header().conditionId()).isEqualTo(VenueServer.MARKET);
    assertThat(book.header().sourceTime()).isEqualTo(time);
    var gone = (PriceChange) events.get(3);
    assertThat(gone.changes().get(0).level()).isEqualTo(Level.parse("0.49:0"));
    assertThat(events).extracting(event -> event.header().sequence()).isSorted();
  }

  @Test
  void subscribesToNewTokensAndLeavesGoneOnesOnTheSameConnection() throws Exception {
    bench.follow(List.of(ONE));
    bench.start(1);
    booksOf(ONE);
    bench.follow(List.of(OTHER));
    booksOf(OTHER);
    bench.unfollow(ONE);
    Bench.until(() -> bench.venue.subscribed().equals(Set.of(OTHER)));
    Bench.until(() -> !bench.events(ONE, Ended.class).isEmpty());
    assertThat(bench.venue.connects()).isEqualTo(1);
    bench.venue.send(VenueServer.change(ONE, bench.venue.time() + 1, "0.49", "7"));
    bench.venue.send(VenueServer.change(OTHER, bench.venue.time() + 1, "0.49", "7"));
    Bench.until(() -> !bench.events(OTHER, PriceChange.class).isEmpty());
    assertThat(bench.events(ONE, PriceChange.class)).isEmpty();
  }

  @Test
  void keepsTheHeartbeat() throws Exception {
    bench.follow(List.of(ONE));
    bench.start(1);
    Bench.until(() -> bench.venue.pings() >= 3);
    assertThat(bench.venue.connects()).isEqualTo(1);
  }

  @Test
  void spreadsThousandsOfTokensOverConnections() throws Exception {
    bench.follow(Bench.tokens(3_000));
    bench.start(1, bench.config(Bench.FAST, 500, 1));
    Bench.until(() -> bench.venue.subscribed().size() == 3_000);
    Bench.until(() -> bench.events().stream().filter(Book.class::isInstance).count() == 3_000);
    assertThat(bench.venue.connects()).isEqualTo(6);
  }
}
