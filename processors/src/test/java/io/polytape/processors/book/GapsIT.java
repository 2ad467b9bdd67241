package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.TickSize;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What puts a book in doubt, and how it is right again. */
final class GapsIT {
  private Tape tape;
  private BookProcessor processor;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    processor = tape.processor();
    time = tape.time();
    tape.publish(
        tape.book(time, "h0", "0.40:5 0.48:10", "0.52:7 0.60:1"),
        tape.change(time + 1, "h1", "B0.40:6", "0.48", "0.52"));
    tape.drain(processor);
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  private void publish(MarketEvent... events) throws Exception {
    tape.publish(events);
    tape.drain(processor);
  }

  private void untilWhole() throws Exception {
    tape.runUntil(processor, () -> !"gap".equals(tape.quote(TOKEN).get("quality")));
  }

  private void assertOneGap(GapReason reason) throws Exception {
    assertThat(tape.gaps()).extracting(GapRow::reason).containsExactly(reason, reason);
    assertThat(tape.gaps().getFirst().endedAt()).isNull();
    assertThat(tape.gaps().getLast().endedAt()).isNotNull();
    assertThat(tape.gaps().getLast().gapId()).isEqualTo(tape.gaps().getFirst().gapId());
  }

  @Test
  void aBatchOfTheEngineInSeveralFramesIsNoMismatch() throws Exception {
    publish(
        new MarketEvent.BestBidAsk(
            tape.header(TOKEN, time + 9), new BigDecimal("0.49"), new BigDecimal("0.55")),
        tape.change(time + 9, "h9", "A0.52:0", "0.49", "0.55"),
        tape.change(time + 9, "h9", "A0.55:3", "0.49", "0.55"),
        tape.change(time + 9, "h9", "B0.49:4", "0.49", "0.55"),
        tape.change(time + 20, "h20", "B0.40:7", "0.49", "0.55"));

    assertThat(tape.gaps()).isEmpty();
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
    // Half of a batch is no quote.
    assertThat(tape.quotes()).hasSize(3);
    assertThat(tape.quotes().getLast().bestAsk()).isEqualTo(Tape.levels("0.55:3").getFirst());
  }

  @Test
  void aBatchWhoseRestIsReadLateIsNoMismatch() throws Exception {
    tape.publish(tape.change(time + 9, "h9", "A0.52:0", "0.48", "0.55"));
    var rest = tape.change(time + 9, "h9", "A0.55:3", "0.48", "0.55");
    // Both were heard at once, but a processor that was held up comes to them one by one.
    tape.now = tape.now.plusSeconds(5);
    tape.drain(processor);
    tape.publish(rest);
    tape.drain(processor);

    assertThat(tape.gaps()).isEmpty();
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
  }

  @Test
  void aFrameThatWasMissedShowsInWhatTheVenueStatesAndTheBookIsFetched() throws Exception {
    tape.venue.book(TOKEN, time + 20, "h20", "0.40:6 0.49:2", "0.52:7 0.60:1", "0.01");
    publish(
        tape.change(time + 9, "h9", "B0.40:7", "0.49", "0.52"),
        tape.change(time + 20, "h20", "B0.40:6", "0.49", "0.52"));
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "gap");
    untilWhole();

    assertOneGap(GapReason.MISMATCH);
    assertThat(tape.gaps().getLast().tradesToo()).isTrue();
    assertThat(tape.bids(TOKEN)).containsExactly("0.4:6", "0.49:2");
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "resynced");
    publish(tape.change(time + 30, "h30", "B0.40:8", "0.49", "0.52"));
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
    assertThat(tape.books()).hasSize(2);
  }

  @Test
  void aMissedFrameOfAQuietTokenShowsInQuietToo() throws Exception {
    tape.venue.book(TOKEN, time + 9, "h9", "0.40:7 0.49:2", "0.52:7 0.60:1", "0.01");
    publish(tape.change(time + 9, "h9", "B0.40:7", "0.49", "0.52"));
    tape.runUntil(processor, () -> tape.gaps().size() == 2);

    assertOneGap(GapReason.MISMATCH);
  }

  @Test
  void changesHeardWhileTheBookIsOnItsWayAreAppliedOnTopOfIt() throws Exception {
    publish(
        tape.change(time + 9, "h9", "B0.40:7", "0.49", "0.52"),
        tape.change(time + 20, "h20", "B0.40:6", "0.49", "0.52"));
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "gap");
    tape.venue.isAway = true;
    tape.runUntil(processor, () -> !tape.venue.requests.isEmpty());
    tape.venue.book(TOKEN, time + 20, "h20", "0.40:6 0.49:2", "0.52:7", "0.01");
    tape.venue.isAway = false;
    tape.publish(tape.change(time + 40, "h40", "A0.51:1", "0.49", "0.51"));
    untilWhole();
    tape.drain(processor);

    assertOneGap(GapReason.MISMATCH);
    assertThat(tape.asks(TOKEN)).startsWith("0.51:1");
    assertThat(tape.bids(TOKEN)).containsExactly("0.4:6", "0.49:2");
  }

  @Test
  void aFetchedBookThatIsOlderThanWhatWasHeardIsAskedForAgain() throws Exception {
    tape.venue.book(TOKEN, time + 5, "old", "0.1:1", "0.9:1", "0.01");
    publish(
        tape.change(time + 9, "h9", "B0.40:7", "0.49", "0.52"),
        tape.change(time + 20, "h20", "B0.40:6", "0.49", "0.52"));
    tape.runUntil(processor, () -> !tape.venue.requests.isEmpty());
    tape.venue.book(TOKEN, time + 20, "h20", "0.40:6 0.49:2", "0.52:7", "0.01");
    untilWhole();

    assertThat(tape.bids(TOKEN)).containsExactly("0.4:6", "0.49:2");
    assertThat(tape.venue.requests.size()).isGreaterThan(1);
  }

  @Test
  void aCrossedBookIsAGapOnceTheBatchIsOver() throws Exception {
    tape.venue.book(TOKEN, time + 20, "h20", "0.40:5", "0.60:1", "0.01");
    publish(
        tape.change(time + 9, "h9", "B0.53:1", null, null),
        tape.change(time + 20, "h20", "B0.40:5", null, null));
    untilWhole();

    assertOneGap(GapReason.CROSSED);
    assertThat(tape.bids(TOKEN)).containsExactly("0.4:5");
  }

  @Test
  void aLevelThatNoBookHoldsIsAGapAndIsNotApplied() throws Exception {
    tape.venue.book(TOKEN, time + 9, "h9", "0.40:5", "0.60:1", "0.01");
    publish(tape.change(time + 9, "h9", "B0.40:-1 A1.2:3", null, null));
    untilWhole();

    assertOneGap(GapReason.BAD_LEVEL);
    assertThat(tape.changes()).filteredOn(LevelChange::isApplied).hasSize(1);
  }

  @Test
  void aPriceOffTheTickIsAGap() throws Exception {
    tape.venue.book(TOKEN, time + 9, "h9", "0.40:5 0.481:3", "0.60:1", "0.001");
    publish(
        new MarketEvent.Book(
            tape.header(TOKEN, time + 2),
            Tape.levels("0.40:5 0.48:10"),
            Tape.levels("0.52:7 0.60:1"),
            "h2",
            new BigDecimal("0.01")),
        tape.change(time + 9, "h9", "B0.481:3", "0.481", "0.52"));
    untilWhole();

    assertOneGap(GapReason.BAD_LEVEL);
    assertThat(tape.quote(TOKEN)).containsEntry("tick_size", "0.001").containsEntry("epoch", "1");
  }

  @Test
  void aChangeFromBeforeOneThatWasAppliedIsAGapButAResendIsNot() throws Exception {
    var late = tape.change(time + 5, "h5", "B0.40:9", "0.48", "0.52");
    publish(tape.change(time + 9, "h9", "B0.41:1", "0.48", "0.52"));
    publish(tape.change(time + 1, "h1", "B0.40:6", "0.48", "0.52"));
    assertThat(tape.gaps()).isEmpty();
    assertThat(tape.changes()).filteredOn(LevelChange::isApplied).hasSize(2);

    tape.venue.book(TOKEN, time + 9, "h9", "0.40:9 0.41:1 0.48:10", "0.52:7 0.60:1", "0.01");
    publish(late);
    untilWhole();

    assertOneGap(GapReason.OUT_OF_ORDER);
    assertThat(tape.bids(TOKEN)).containsExactly("0.4:9", "0.41:1", "0.48:10");
  }

  @Test
  void anotherTickSizeIsAnotherEpochAndAGapUntilTheNextWholeBook() throws Exception {
    tape.venue.book(TOKEN, time, "h0", "0.40:5", "0.60:1", "0.01");
    publish(
        new TickSize(
            tape.header(TOKEN, time + 9), new BigDecimal("0.01"), new BigDecimal("0.001")));
    assertThat(tape.quote(TOKEN)).containsEntry("epoch", "1").containsEntry("quality", "gap");
    publish(
        new MarketEvent.Book(
            tape.header(TOKEN, time + 10),
            Tape.levels("0.401:5"),
            Tape.levels("0.6:1"),
            "h10",
            new BigDecimal("0.001")));

    assertOneGap(GapReason.TICK_SIZE);
    assertThat(tape.books().getLast().epoch()).isEqualTo(1);
    assertThat(tape.bids(TOKEN)).containsExactly("0.401:5");
  }

  @Test
  void aBookByRestDoesNotEndAGapOfTheFeedBeforeTheSocketIsHeardAgain() throws Exception {
    tape.venue.book(TOKEN, time + 50, "h50", "0.30:1", "0.60:1", "0.01");
    publish(tape.gap(GapReason.DISCONNECT, Instant.ofEpochMilli(time)));
    tape.runUntil(processor, () -> tape.bids(TOKEN).equals(java.util.List.of("0.3:1")));
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "gap");

    publish(tape.change(time + 60, "h60", "B0.31:1", "0.31", "0.6"));
    tape.venue.book(TOKEN, time + 60, "h60", "0.30:1 0.31:1", "0.60:1", "0.01");
    untilWhole();

    assertOneGap(GapReason.DISCONNECT);
    assertThat(tape.bids(TOKEN)).containsExactly("0.3:1", "0.31:1");
  }

  @Test
  void aTokenWithoutABookEndsItsGapEmpty() throws Exception {
    publish(tape.gap(GapReason.OVERFLOW, Instant.ofEpochMilli(time)));
    untilWhole();

    assertOneGap(GapReason.OVERFLOW);
    assertThat(tape.bids(TOKEN)).isEmpty();
    assertThat(tape.quote(TOKEN)).containsEntry("best_bid", "").containsEntry("mid", "");
  }

  @Test
  void aSuccessorGoesOnFetchingTheBooksThatAreInDoubt() throws Exception {
    tape.venue.isAway = true;
    publish(tape.gap(GapReason.OVERFLOW, Instant.ofEpochMilli(time)));
    tape.venue.book(TOKEN, time + 9, "h9", "0.45:1", "0.60:1", "0.01");
    tape.venue.isAway = false;
    processor = tape.processor();
    untilWhole();

    assertOneGap(GapReason.OVERFLOW);
    assertThat(tape.bids(TOKEN)).containsExactly("0.45:1");
  }

  @Test
  void aQuietBookIsComparedByRest() throws Exception {
    tape.venue.book(TOKEN, time + 9, "h9", "0.40:6 0.47:1", "0.52:7 0.60:1", "0.01");
    tape.now = tape.now.plus(Duration.ofMinutes(6));
    tape.runUntil(processor, () -> tape.gaps().size() == 2);

    assertOneGap(GapReason.AUDIT);
    assertThat(tape.gaps().getFirst().startedAt().toEpochMilli()).isBetween(time, time + 100);
    assertThat(tape.bids(TOKEN)).containsExactly("0.4:6", "0.47:1");
  }
}
