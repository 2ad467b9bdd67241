package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is lost deep in a book, where no best price shows it, is noticed by the book's hash. */
final class BookProofIT {
  private static final String ASKS = "0.52:7 0.60:1";
  private static final String LAST = "0.480";

  private Tape tape;
  private BookProcessor processor;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    processor = tape.processor();
    time = tape.time();
    publish(
        new MarketEvent.Book(
            tape.header(TOKEN, time),
            Tape.levels("0.40:5 0.48:10"),
            Tape.levels(ASKS),
            hash(time, "0.40:5 0.48:10"),
            new BigDecimal("0.01")));
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  private static String hash(long time, String bids) throws Exception {
    return VenueHash.of(time, bids, ASKS, LAST);
  }

  private void publish(MarketEvent... events) throws Exception {
    tape.publish(events);
    tape.drain(processor);
  }

  private void change(long at, String change, String bidsAfter) throws Exception {
    publish(tape.change(at, hash(at, bidsAfter), change, "0.48", "0.52"));
  }

  /** The next thing of the token; of a batch of its own. */
  private void andThen(long at, String bids) throws Exception {
    change(at, "B0.48:10", bids);
  }

  @Test
  void aLevelThatWasMissedDeepInTheBookShowsInTheNextChange() throws Exception {
    tape.venue.book(
        TOKEN,
        time + 30,
        hash(time + 30, "0.30:9 0.41:1 0.40:5 0.48:10"),
        "0.30:9 0.41:1 0.40:5 0.48:10",
        ASKS,
        "0.01");
    // 0.30:9 was lost; the best prices are right all the time.
    change(time + 20, "B0.41:1", "0.30:9 0.41:1 0.40:5 0.48:10");
    andThen(time + 30, "0.30:9 0.41:1 0.40:5 0.48:10");
    tape.runUntil(processor, () -> tape.bids(TOKEN).contains("0.3:9"));

    assertThat(tape.gaps()).hasSize(2);
    assertThat(tape.gaps().getFirst().reason()).isEqualTo(GapReason.MISMATCH);
    assertThat(tape.gaps().getFirst().startedAt()).isBefore(tape.now.minusMillis(1));
    assertThat(tape.gaps().getFirst().detail())
        .contains(hash(time + 20, "0.30:9 0.41:1 0.40:5 0.48:10"));
    assertThat(tape.gaps().getLast().endedAt()).isNotNull();
  }

  @Test
  void aLevelThatWasMissedAndOverwrittenStillLeavesItsGap() throws Exception {
    change(time + 20, "B0.41:1", "0.30:9 0.41:1 0.40:5 0.48:10");
    change(time + 30, "B0.30:0", "0.41:1 0.40:5 0.48:10");
    andThen(time + 40, "0.41:1 0.40:5 0.48:10");

    assertThat(tape.gaps()).isNotEmpty();
    assertThat(tape.gaps().getFirst().reason()).isEqualTo(GapReason.MISMATCH);
  }

  @Test
  void bestPricesAloneDoNotShortenTheHole() throws Exception {
    Instant lost = tape.now;
    tape.now = tape.now.plusSeconds(3);
    publish(
        new MarketEvent.BestBidAsk(
            tape.header(TOKEN, time + 3_000), new BigDecimal("0.48"), new BigDecimal("0.52")));
    tape.now = tape.now.plusSeconds(3);
    change(tape.time(), "B0.41:1", "0.30:9 0.41:1 0.40:5 0.48:10");
    tape.runUntil(processor, () -> !tape.gaps().isEmpty());

    assertThat(tape.gaps().getFirst().startedAt()).isBeforeOrEqualTo(lost);
  }

  @Test
  void whatWasMissedOnAQuietTokenShowsInQuiet() throws Exception {
    change(time + 20, "B0.41:1", "0.30:9 0.41:1 0.40:5 0.48:10");
    tape.runUntil(processor, () -> !tape.gaps().isEmpty());

    assertThat(tape.gaps().getFirst().reason()).isEqualTo(GapReason.MISMATCH);
  }

  @Test
  void aBookIsVerifiedByEachHashThatFits() throws Exception {
    change(time + 20, "B0.41:1", "0.41:1 0.40:5 0.48:10");
    assertThat(tape.quote(TOKEN))
        .containsEntry("quality", "verified")
        .containsEntry("hash_terms", "5|true|" + LAST);
    String checked = tape.quote(TOKEN).get("checked_at");
    tape.now = tape.now.plusMillis(50);

    change(time + 50, "B0.41:0", "0.40:5 0.48:10");
    assertThat(tape.quote(TOKEN).get("checked_at")).isNotEqualTo(checked);
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void aBatchInSeveralFramesIsProvedByItsLast() throws Exception {
    String after = "0.39:4 0.41:1 0.40:5 0.48:10";
    String hash = hash(time + 20, after);
    publish(
        tape.change(time + 20, hash, "B0.41:1", "0.48", "0.52"),
        new MarketEvent.BestBidAsk(
            tape.header(TOKEN, time + 20), new BigDecimal("0.48"), new BigDecimal("0.52")),
        tape.change(time + 20, hash, "B0.39:4", "0.48", "0.52"));
    andThen(time + 30, after);

    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void bestPricesThatAreStatedAheadOfTheirBatchAreNoDoubt() throws Exception {
    // A trade of the other outcome, so that the hash of the first batch is not settled at once.
    String first = "0.41:1 0.40:5 0.48:10";
    publish(
        tape.change(
            time + 20, VenueHash.of(time + 20, first, ASKS, "0.995"), "B0.41:1", "0.48", "0.52"),
        new MarketEvent.BestBidAsk(
            tape.header(TOKEN, time + 20), new BigDecimal("0.48"), new BigDecimal("0.52")),
        new MarketEvent.BestBidAsk(
            tape.header(TOKEN, time + 30), new BigDecimal("0.49"), new BigDecimal("0.52")),
        tape.change(
            time + 30,
            VenueHash.of(time + 30, "0.49:2 " + first, ASKS, "0.995"),
            "B0.49:2",
            "0.49",
            "0.52"));
    tape.now = tape.now.plusSeconds(2);
    tape.publish(tape.trade(tape.time(), "0.50", "1", "0x1"));
    tape.drain(processor);

    assertThat(tape.gaps()).isEmpty();
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
  }

  @Test
  void twoBatchesOfOneMillisecondAreProvedEach() throws Exception {
    change(time + 20, "B0.41:1", "0.41:1 0.40:5 0.48:10");
    change(time + 20, "B0.39:4", "0.39:4 0.41:1 0.40:5 0.48:10");
    andThen(time + 30, "0.39:4 0.41:1 0.40:5 0.48:10");

    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void aTradeOfTheOtherOutcomeIsNoDoubt() throws Exception {
    String bids = "0.41:1 0.40:5 0.48:10";
    publish(
        tape.change(
            time + 20, VenueHash.of(time + 20, bids, ASKS, "0.995"), "B0.41:1", "0.48", "0.52"));
    andThen(time + 30, bids);

    assertThat(tape.gaps()).isEmpty();
    assertThat(tape.quote(TOKEN))
        .containsEntry("quality", "verified")
        .containsEntry("hash_terms", "5|true|0.995");
  }

  @Test
  void theNextProcessGoesOnProving() throws Exception {
    BookProcessor next = tape.processor();
    tape.publish(
        tape.change(
            time + 20, hash(time + 20, "0.30:9 0.41:1 0.40:5 0.48:10"), "B0.41:1", "0.48", "0.52"));
    tape.runUntil(next, () -> !tape.gaps().isEmpty());

    assertThat(tape.gaps().getFirst().reason()).isEqualTo(GapReason.MISMATCH);
  }

  @Test
  void ifTheVenueHashesAnotherWayNothingIsDoubtedForLong() throws Exception {
    String bids = "0.40:5 0.48:10";
    // The whole books still fit, the changes do not: each doubt proves unfounded.
    for (int round = 0; round < 6; round++) {
      long at = tape.time();
      tape.venue.book(TOKEN, at, hash(at, bids), bids, ASKS, "0.01");
      publish(tape.change(at, "cd".repeat(20), "B0.48:10", "0.48", "0.52"));
      tape.now = tape.now.plus(Duration.ofSeconds(2));
      tape.runUntil(processor, () -> "".equals(tape.quote(TOKEN).get("gap_id")));
      tape.now = tape.now.plusSeconds(5);
    }

    assertThat(tape.gaps().stream().map(each -> each.gapId()).distinct()).hasSize(3);
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "unverified");
  }

  @Test
  void aLossAfterADoubtWithoutGroundIsNoticedToo() throws Exception {
    // Two frames change places: the book is right when both are there, but not after the first.
    String bids = "0.41:1 0.39:4 0.40:5 0.48:10";
    tape.venue.book(TOKEN, time + 21, hash(time + 21, bids), bids, ASKS, "0.01");
    publish(
        tape.change(time + 21, hash(time + 21, bids), "B0.39:4", "0.48", "0.52"),
        tape.change(
            time + 20, hash(time + 20, "0.41:1 0.40:5 0.48:10"), "B0.41:1", "0.48", "0.52"));
    tape.runUntil(processor, () -> !tape.gaps().isEmpty());
    tape.runUntil(processor, () -> "".equals(tape.quote(TOKEN).get("gap_id")));
    int before = tape.gaps().size();

    long at = time + 5_000;
    change(at, "B0.42:1", "0.30:9 0.42:1 " + bids);
    andThen(at + 10, "0.30:9 0.42:1 " + bids);
    assertThat(tape.gaps()).hasSizeGreaterThan(before);
  }
}
