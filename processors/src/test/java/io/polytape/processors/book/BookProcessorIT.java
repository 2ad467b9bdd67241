package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BookProcessorIT {
  private Tape tape;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  @Test
  void keepsLaddersQuoteAndRowsOfABookThatChanges() throws Exception {
    long time = tape.time();
    tape.publish(
        tape.book(time, "h0", "0.40:5 .48:10", "0.52:7 0.60:1"),
        tape.change(time + 1, "h1", "B0.49:3 A0.52:0", "0.49", "0.6"),
        tape.trade(time + 2, "0.6", "2", "0xaa"));

    tape.drain(tape.processor());

    assertThat(tape.bids(TOKEN)).containsExactly("0.4:5", "0.48:10", "0.49:3");
    assertThat(tape.asks(TOKEN)).containsExactly("0.6:1");
    assertThat(tape.quote(TOKEN))
        .containsEntry("best_bid", "0.49")
        .containsEntry("best_bid_size", "3")
        .containsEntry("best_ask", "0.6")
        .containsEntry("best_ask_size", "1")
        .containsEntry("mid", "0.545")
        .containsEntry("spread", "0.11")
        .containsEntry("last_trade_price", "0.6")
        .containsEntry("event_time", Long.toString(time + 1))
        .containsEntry("quality", "verified")
        .containsEntry("hash", "h1");
    assertThat(tape.quotes())
        .extracting(Quote::quality)
        .containsExactly(Quality.UNVERIFIED, Quality.VERIFIED);
    assertThat(tape.books()).hasSize(1);
    assertThat(tape.changes()).hasSize(2);
    assertThat(tape.trades()).hasSize(1);
    assertThat(tape.vwap(TOKEN)).containsEntry("1m", "0.6").containsEntry("24h_volume", "2");
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void aWholeBookThatSaysSomethingNewIsARowAtOnceAndNoDoubt() throws Exception {
    long time = tape.time();
    // What a trade took is told by the book that follows it, and by no change.
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"),
        tape.book(time + 2, "h2", "0.48:10 0.49:1", "0.52:7"),
        tape.book(time + 3, "h3", "0.48:10", "0.52:7"));

    tape.drain(tape.processor());

    assertThat(tape.books()).extracting(each -> each.hash()).containsExactly("h0", "h2", "h3");
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void setsPoisonAsideWithItsOriginalBytesAndGoesOn() throws Exception {
    byte[] noJson = {'{', (byte) 0xff, 0, '\n'};
    String first = tape.publishRaw(TOKEN, "1", noJson);
    String ignored = tape.publishRaw(TOKEN, "7", "{}".getBytes(UTF_8));
    tape.publish(tape.book(tape.time(), "h", "0.4:5", "0.6:5"));

    tape.drain(tape.processor());

    assertThat(tape.quote(TOKEN)).containsEntry("best_bid", "0.4");
    assertThat(tape.deadLetters()).hasSize(2);
    assertThat(tape.deadLetters().getFirst().raw()).isEqualTo(noJson);
    assertThat(tape.deadLetters().getFirst().entryId()).isEqualTo(first);
    assertThat(tape.deadLetters().getLast().reason()).contains("format version 1, was '7'");
  }

  @Test
  void aSuccessorGoesOnWithTheBookItFindsAndDoublesNothing() throws Exception {
    long time = tape.time();
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(tape.processor());
    tape.publish(tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));

    tape.drain(tape.processor());

    assertThat(tape.bids(TOKEN)).containsExactly("0.48:10", "0.49:3");
    assertThat(tape.changes()).hasSize(1);
    assertThat(tape.quotes()).hasSize(2);
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void recordsAGapOfTheFeedAndEndsItWithTheNextBook() throws Exception {
    long time = tape.time();
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.gap(GapReason.DISCONNECT, tape.now.minusSeconds(2)));
    var processor = tape.processor();
    tape.drain(processor);
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "gap");

    tape.publish(tape.book(time + 9, "h9", "0.47:1", "0.53:1"));
    tape.drain(processor);

    assertThat(tape.quote(TOKEN)).containsEntry("quality", "resynced").containsEntry("gap_id", "");
    assertThat(tape.gaps()).hasSize(2);
    var opened = tape.gaps().getFirst();
    var ended = tape.gaps().getLast();
    assertThat(opened.endedAt()).isNull();
    assertThat(opened.startedAt()).isEqualTo(Instant.ofEpochMilli(time).minusSeconds(2));
    assertThat(ended.gapId()).isEqualTo(opened.gapId());
    assertThat(ended.startedAt()).isEqualTo(opened.startedAt());
    assertThat(ended.endedAt()).isNotNull();
    assertThat(ended.updatedAt()).isAfter(opened.updatedAt());
    assertThat(ended.tradesToo()).isTrue();
    assertThat(tape.books()).hasSize(2);
  }

  @Test
  void removesTheKeysOfATokenThatEndedAndLateFramesDoNotBringThemBack() throws Exception {
    long time = tape.time();
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.trade(time, "0.5", "1", "0xaa"),
        new MarketEvent.Ended(tape.header(TOKEN, 0), "closed"),
        tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    var processor = tape.processor();
    tape.drain(processor);
    tape.publish(tape.change(time + 2, "h2", "B0.49:4", "0.49", "0.52"));
    tape.drain(processor);

    assertThat(tape.quote(TOKEN)).isEmpty();
    assertThat(tape.vwap(TOKEN)).isEmpty();
    assertThat(tape.bids(TOKEN)).isEmpty();
    assertThat(tape.asks(TOKEN)).isEmpty();
    assertThat(tape.gaps()).isEmpty();

    tape.now = tape.now.plusSeconds(60);
    tape.publish(tape.book(tape.time(), "h9", "0.3:1", "0.4:1"));
    tape.drain(processor);
    assertThat(tape.bids(TOKEN)).containsExactly("0.3:1");
  }
}
