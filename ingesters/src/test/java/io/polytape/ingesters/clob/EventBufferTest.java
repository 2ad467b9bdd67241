package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EventBufferTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  private final EventBuffer buffer = new EventBuffer(2);

  private static Header header(String token, int second) {
    return new Header(token, "0xa", second, START.plusSeconds(second), "c", second);
  }

  private static Book book(String token, int second) {
    return new Book(
        header(token, second), List.of(Level.parse("0.4:1")), List.of(), "h" + second, null);
  }

  private static PriceChange change(String token, int second, String level) {
    return new PriceChange(
        header(token, second),
        List.of(new Change(BookSide.BID, Level.parse(level))),
        "c" + second,
        null,
        null);
  }

  private static Trade trade(String token, int second) {
    return new Trade(
        header(token, second), BigDecimal.ONE, null, null, "", "0x" + second, 0, false);
  }

  private static Gap gap(String token, int second) {
    return new Gap(
        header(token, second), GapReason.DISCONNECT, START.plusSeconds(second), true, "");
  }

  @Test
  void givesOutWhatItGotWhileThereIsRoom() {
    buffer.add(book("1", 1));
    buffer.add(change("1", 2, "0.4:2"));
    assertThat(buffer.take(10)).containsExactly(book("1", 1), change("1", 2, "0.4:2"));
    assertThat(buffer.isEmpty()).isTrue();
  }

  @Test
  void conflatesBookUpdatesAndKeepsTradesWhenItIsFull() {
    buffer.add(book("1", 1));
    buffer.add(book("2", 1));
    buffer.add(change("1", 2, "0.4:2"));
    buffer.add(trade("1", 3));
    buffer.add(change("1", 4, "0.40:3"));
    buffer.add(change("1", 5, "0.3:9"));
    assertThat(buffer.take(10))
        .containsExactly(
            book("1", 1),
            book("2", 1),
            trade("1", 3),
            new Gap(
                header("1", 2),
                GapReason.OVERFLOW,
                START.plusSeconds(2),
                false,
                "3 book updates in one, the queue was full"),
            new PriceChange(
                header("1", 5),
                List.of(
                    new Change(BookSide.BID, Level.parse("0.4:3")),
                    new Change(BookSide.BID, Level.parse("0.3:9"))),
                "c5",
                null,
                null));
    assertThat(buffer.conflations()).isEqualTo(3);
  }

  @Test
  void aWholeBookReplacesTheChangesBeforeIt() {
    fill();
    buffer.add(change("1", 2, "0.4:2"));
    buffer.add(book("1", 3));
    buffer.add(change("1", 4, "0.2:2"));
    assertThat(buffer.take(10).stream().skip(2).map(MarketEventCodec::type))
        .containsExactly("gap", "book", "price_change");
  }

  @Test
  void aGapWithinTheConflatedTimeTakesTheBookBeforeItAway() {
    fill();
    buffer.add(book("1", 3));
    buffer.add(gap("1", 4));
    List<MarketEvent> taken = buffer.take(10);
    assertThat(taken).hasSize(3);
    var gap = (Gap) taken.get(2);
    assertThat(gap.from()).isEqualTo(START.plusSeconds(3));
    assertThat(gap.tradesToo()).isTrue();
  }

  @Test
  void updatesOfAConflatedTokenStayBehindItsConflatedOnes() {
    fill();
    buffer.add(change("1", 2, "0.4:2"));
    assertThat(buffer.take(1)).hasSize(1);
    buffer.add(change("1", 3, "0.4:7"));
    List<MarketEvent> rest = buffer.take(10);
    var last = (PriceChange) rest.get(rest.size() - 1);
    assertThat(last.changes()).containsExactly(new Change(BookSide.BID, Level.parse("0.4:7")));
  }

  @Test
  void aTradeWithoutAnyRoomLeftIsAGapInTheTrades() {
    for (int i = 0; i < 25; i++) {
      buffer.add(trade("1", i));
    }
    List<MarketEvent> taken = buffer.take(100);
    assertThat(taken.stream().filter(Trade.class::isInstance)).hasSize(20);
    var gap = (Gap) taken.get(20);
    assertThat(gap.tradesToo()).isTrue();
    assertThat(gap.from()).isEqualTo(START.plusSeconds(20));
    assertThat(buffer.lostTrades()).isEqualTo(5);
  }

  private void fill() {
    buffer.add(book("8", 1));
    buffer.add(book("9", 1));
  }
}
