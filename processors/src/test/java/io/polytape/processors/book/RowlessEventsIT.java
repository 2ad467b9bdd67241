package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.LevelChange;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.stream.Keys;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An event that makes no row of its own is counted by what became of it, or set aside. */
final class RowlessEventsIT {
  private Tape tape;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    time = tape.time();
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  @Test
  void booksAndStatementsAreCounted() throws Exception {
    tape.publish(
        stated(time - 1),
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.book(time, "h0", "0.480:10.0", "0.52:7"),
        tape.book(time + 5, "h1", "0.48:11", "0.52:7"),
        tape.book(time + 2, "h2", "0.48:12", "0.52:7"),
        stated(time + 6),
        stated(time + 3));

    tape.drain(tape.processor());

    assertThat(outcomes())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "book same", "1",
                "book older", "1",
                "best_bid_ask before the book", "1",
                "best_bid_ask compared", "1",
                "best_bid_ask older", "1"));
    assertThat(tape.books()).hasSize(2);
  }

  @Test
  void tradesThatAreKnownAndTicksThatAreTheSameAreCounted() throws Exception {
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tick(time + 1),
        tick(time + 2),
        tape.trade(time + 3, "0.5", "2", "0xaa"),
        tape.trade(time + 3, "0.5", "2", "0xaa"));

    tape.drain(tape.processor());

    assertThat(outcomes())
        .containsEntry("tick_size_change same", "1")
        .containsEntry("last_trade_price known", "1");
    assertThat(tape.trades()).hasSize(1);
  }

  @Test
  void whatComesAfterTheEndIsCounted() throws Exception {
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        new MarketEvent.Resolved(tape.header(TOKEN, time), TOKEN, "Yes"),
        tape.book(time + 1, "h1", "0.48:11", "0.52:7"),
        stated(time + 2));

    tape.drain(tape.processor());

    assertThat(outcomes())
        .containsEntry("book ended", "1")
        .containsEntry("best_bid_ask ended", "1");
  }

  /** The ingester marks a token as soon as it hears of its end; its events may come later. */
  @Test
  void whatCameBeforeTheEndCountsAlthoughTheTokenIsMarkedAlready() throws Exception {
    tape.redis.run("test", client -> client.hset("token:" + TOKEN, Map.of("ended", "resolved")));
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time + 1, "h1", "B0.47:1", "0.48", "0.52"),
        new MarketEvent.Resolved(tape.header(TOKEN, time + 2), TOKEN, "Yes"));

    tape.drain(tape.processor());

    assertThat(tape.books()).isNotEmpty();
    assertThat(tape.changes()).singleElement().extracting(LevelChange::isApplied).isEqualTo(true);
    assertThat(tape.quote(TOKEN)).isEmpty();
    assertThat(outcomes()).isEmpty();
  }

  @Test
  void aBookThatCannotBeTrueIsSetAsideWithItsOriginalBytes() throws Exception {
    var crossed = tape.book(time, "h0", "0.53:10", "0.52:7");
    tape.publish(crossed);

    tape.drain(tape.processor());

    assertThat(tape.deadLetters())
        .singleElement()
        .satisfies(
            letter -> {
              assertThat(letter.raw()).isEqualTo(MarketEventCodec.encode(crossed));
              assertThat(letter.reason()).contains("best bid is not below");
            });
  }

  private MarketEvent.BestBidAsk stated(long at) {
    return new MarketEvent.BestBidAsk(
        tape.header(TOKEN, at), new BigDecimal("0.48"), new BigDecimal("0.52"));
  }

  private MarketEvent.TickSize tick(long at) {
    return new MarketEvent.TickSize(
        tape.header(TOKEN, at), new BigDecimal("0.01"), new BigDecimal("0.001"));
  }

  private Map<String, String> outcomes() throws Exception {
    return tape.redis.run("test", client -> client.hgetAll(Keys.MARKET_EVENT_OUTCOMES));
  }
}
