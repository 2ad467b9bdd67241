package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a whole book changes is told by the changes after it and by the sizes of trades; the rest is
 * a hole, and nothing else is.
 */
final class JumpsIT {
  private static final String BIDS = "0.40:5 0.47:8 0.48:10";
  private static final String ASKS = "0.52:7 0.53:9 0.60:1";

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
            Tape.levels(BIDS),
            Tape.levels(ASKS),
            hash(time, BIDS, ASKS),
            new BigDecimal("0.01")));
    tape.now = tape.now.plusSeconds(5);
    time = tape.time();
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  private static String hash(long time, String bids, String asks) throws Exception {
    return VenueHash.of(time, bids, asks, "0.520");
  }

  private void publish(MarketEvent... events) throws Exception {
    tape.publish(events);
    tape.drain(processor);
  }

  private MarketEvent.Book book(String bids, String asks) throws Exception {
    return tape.book(time, hash(time, bids, asks), bids, asks);
  }

  private MarketEvent.Trade trade(String price, String size) {
    return tape.trade(time, price, size, "0x" + price + size);
  }

  /** As the venue repeats, after a whole book, what its batch did besides the trades. */
  private MarketEvent.PriceChange restated(String change, String bids, String asks)
      throws Exception {
    return tape.change(time + 5, hash(time, bids, asks), change, "0.48", "0.53");
  }

  private void settle() throws Exception {
    tape.drain(processor);
    // Steps that are farther apart look like a process that was held up.
    for (int step = 0; step < 9; step++) {
      int ignored = processor.runOnce();
      tape.now = tape.now.plusMillis(400);
    }
    assertThat(tape.quote(TOKEN)).containsEntry("jumps", "").containsEntry("gap_id", "");
  }

  private void assertNoHole() throws Exception {
    settle();
    assertThat(tape.gaps()).isEmpty();
  }

  private GapRow assertOneHole() throws Exception {
    settle();
    assertThat(tape.gaps()).hasSize(1);
    GapRow gap = tape.gaps().getFirst();
    assertThat(gap.reason()).isEqualTo(GapReason.UNEXPLAINED);
    assertThat(gap.tradesToo()).isFalse();
    return gap;
  }

  @Test
  void aBookThatATradeExplainsIsNoHole() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    assertNoHole();
    assertThat(tape.books().getLast().asks().getFirst().size()).isEqualByComparingTo("4");
  }

  @Test
  void aTradeBeforeItsBookExplainsItToo() throws Exception {
    publish(trade("0.52", "3"), book(BIDS, "0.52:4 0.53:9 0.60:1"));
    assertNoHole();
  }

  @Test
  void aChangeThatWasLostBeforeSuchABookIsAHole() throws Exception {
    Instant known = tape.now.minusSeconds(5);
    // 0.40 went from 5 to 2, and nobody was told.
    publish(book("0.40:2 0.47:8 0.48:10", "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    GapRow gap = assertOneHole();
    assertThat(gap.startedAt()).isBeforeOrEqualTo(known);
    assertThat(gap.endedAt()).isAfterOrEqualTo(Instant.ofEpochMilli(time));
    assertThat(gap.detail()).contains("bid 0.4 from 5 to 2");
  }

  @Test
  void aChangeThatWasLostOfTheVeryLevelThatTradedIsAHole() throws Exception {
    // 0.52 went from 7 to 6, and then a trade took 3.
    publish(book(BIDS, "0.52:3 0.53:9 0.60:1"), trade("0.52", "3"));
    assertOneHole();
  }

  @Test
  void anOrderThatWasLostIsAHole() throws Exception {
    publish(book("0.40:5 0.47:8 0.48:10", "0.52:4 0.53:9 0.60:1 0.70:2"), trade("0.52", "3"));
    assertOneHole();
  }

  @Test
  void aBookWithoutItsTradeIsAHole() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"));
    assertOneHole();
  }

  @Test
  void aSweepIsExplainedByItsTradesTogether() throws Exception {
    publish(book(BIDS, "0.53:4 0.60:1"), trade("0.52", "7"), trade("0.53", "5"));
    assertNoHole();
  }

  @Test
  void aSweepThatIsToldAsOneTradeAtItsMeanPriceIsExplained() throws Exception {
    publish(book(BIDS, "0.53:4 0.60:1"), trade("0.524", "12"));
    assertNoHole();
  }

  @Test
  void theRestOfTheTakersOrderIsToldByTheChangeBehindTheBook() throws Exception {
    String bids = BIDS + " 0.52:4";
    String asks = "0.53:9 0.60:1";
    publish(book(bids, asks), restated("B0.52:4", bids, asks), trade("0.52", "7"));
    assertNoHole();
    assertThat(tape.changes()).hasSize(1).allMatch(LevelChange::isApplied);
    assertThat(tape.quote(TOKEN)).containsEntry("best_bid", "0.52").containsEntry("mid", "0.525");
  }

  @Test
  void theNextBatchMayBeEarlierThanWhatIsToldBehindABook() throws Exception {
    String bids = BIDS + " 0.52:4";
    String asks = "0.53:9 0.60:1";
    String next = "0.41:1 " + bids;
    publish(
        book(bids, asks),
        restated("B0.52:4", bids, asks),
        trade("0.52", "7"),
        tape.change(time + 2, hash(time + 2, next, asks), "B0.41:1", "0.52", "0.53"));
    assertNoHole();
    assertThat(tape.bids(TOKEN)).contains("0.41:1");
    assertThat(tape.quote(TOKEN)).containsEntry("quality", "verified");
  }

  @Test
  void whatIsToldBehindABookDoesNotEndTheBatchItComesAmid() throws Exception {
    String bids = BIDS + " 0.52:4";
    String asks = "0.53:9 0.60:1";
    String next = "0.41:1 0.42:1 " + bids;
    publish(
        book(bids, asks),
        tape.change(time + 2, hash(time + 2, next, asks), "B0.41:1", "0.52", "0.53"),
        restated("B0.52:4", bids, asks),
        tape.change(time + 2, hash(time + 2, next, asks), "B0.42:1", "0.52", "0.53"),
        trade("0.52", "7"));
    assertNoHole();
  }

  @Test
  void aCancellationInTheBatchOfATradeIsToldToo() throws Exception {
    String bids = "0.47:8 0.48:10";
    String asks = "0.52:4 0.53:9 0.60:1";
    publish(book(bids, asks), trade("0.52", "3"), restated("B0.40:0", bids, asks));
    assertNoHole();
  }

  @Test
  void aTradeOfTheOtherOutcomeExplains() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"));
    tape.publish(
        new MarketEvent.Trade(
            tape.header("22", time),
            new BigDecimal("0.48"),
            new BigDecimal("3"),
            Side.SELL,
            "0",
            "0x1",
            0,
            false));
    assertNoHole();
  }

  @Test
  void aLevelThatComesAndGoesLaterTellsNothing() throws Exception {
    String left = "0.47:8 0.48:10";
    publish(book(left, "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    for (String each : new String[] {"0.40:5 " + left, left}) {
      time += 300;
      String change = each.equals(left) ? "B0.40:0" : "B0.40:5";
      publish(tape.change(time, hash(time, each, "0.52:4 0.53:9 0.60:1"), change, "0.48", "0.52"));
    }
    assertOneHole();
  }

  @Test
  void aBookThatWasLostBetweenTwoTradesIsAHole() throws Exception {
    publish(trade("0.52", "3"));
    tape.now = tape.now.plusMillis(300);
    time = tape.time();
    publish(book(BIDS, "0.53:9 0.60:1"), trade("0.52", "4"));
    assertOneHole();
  }

  @Test
  void whatWasToldBehindABookAndLostLiesInItsHole() throws Exception {
    String bids = BIDS + " 0.52:4";
    publish(book(bids, "0.53:9 0.60:1"), trade("0.52", "7"));
    GapRow gap = assertOneHole();
    assertThat(gap.endedAt()).isAfterOrEqualTo(Instant.ofEpochMilli(time + 6));
  }

  @Test
  void manyTradesAtOnceAreNoHole() throws Exception {
    for (int left = 1_000; left > 960; left--) {
      tape.now = tape.now.plusMillis(5);
      time = tape.time();
      tape.publish(book(BIDS, "0.52:7 0.53:" + left), tape.trade(time, "0.53", "1", "0x" + left));
      if (left == 1_000) {
        // The first sets the level up.
        tape.drain(processor);
        settle();
      }
    }
    tape.drain(processor);
    settle();
    assertThat(tape.gaps()).hasSize(1);
  }

  @Test
  void changesOfTwoBooksMayComeBehindBoth() throws Exception {
    String first = BIDS + " 0.30:1";
    String second = first + " 0.31:1";
    long early = time;
    var one = book(first, ASKS);
    time += 3;
    var two = book(second, ASKS);
    publish(
        one,
        two,
        tape.change(early + 5, hash(early, first, ASKS), "B0.30:1", "0.48", "0.52"),
        tape.change(time + 5, hash(time, second, ASKS), "B0.31:1", "0.48", "0.52"));
    assertNoHole();
  }

  @Test
  void aTradeIsNotLaidToAnotherBookByASuccessor() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    tape.now = tape.now.plusMillis(400);
    time = tape.time();
    publish(book(BIDS, "0.52:1 0.53:9 0.60:1"));
    // The first is judged, and the process dies.
    tape.runUntil(processor, () -> !"".equals(tape.quote(TOKEN).get("spent_trades")));
    processor = tape.processor();
    assertOneHole();
  }

  @Test
  void whatWasLostAndOverwrittenInAGapIsAHoleBeforeIt() throws Exception {
    Instant from = tape.now.minusSeconds(1);
    publish(
        tape.gap(GapReason.BAD_FRAME, from),
        tape.change(time, "", "B0.40:3", "0.48", "0.52"),
        tape.book(time + 1, "", "0.40:3 0.47:8 0.48:10", ASKS));

    assertThat(tape.gaps())
        .filteredOn(gap -> gap.reason() == GapReason.UNEXPLAINED)
        .singleElement()
        .extracting(GapRow::endedAt)
        .isEqualTo(from);
  }

  @Test
  void whatWasLostBeforeTheEndIsAHole() throws Exception {
    publish(
        tape.change(time, hash(time, "0.30:9 0.41:1 " + BIDS, ASKS), "B0.41:1", "0.48", "0.52"),
        new MarketEvent.Ended(tape.header(TOKEN, time + 1), "resolved"));
    assertThat(tape.gaps()).extracting(GapRow::reason).contains(GapReason.MISMATCH);
    assertThat(tape.gaps().getLast().endedAt()).isNotNull();
  }

  @Test
  void aTradeExplainsOneBookAlone() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    tape.now = tape.now.plusMillis(500);
    time = tape.time();
    publish(book(BIDS, "0.52:1 0.53:9 0.60:1"));
    assertOneHole();
  }

  @Test
  void aTradeOfLongBeforeExplainsNothing() throws Exception {
    publish(trade("0.52", "3"));
    tape.now = tape.now.plusSeconds(5);
    time = tape.time();
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"));
    assertOneHole();
  }

  @Test
  void booksBehindEachOtherAreEachExplained() throws Exception {
    publish(book(BIDS, "0.52:4 0.53:9 0.60:1"), trade("0.52", "3"));
    tape.now = tape.now.plusMillis(20);
    time = tape.time();
    publish(book(BIDS, "0.53:9 0.60:1"), trade("0.52", "4"));
    assertNoHole();
  }

  @Test
  void theNextProcessJudgesWhatThisOneSaw() throws Exception {
    publish(book("0.40:2 0.47:8 0.48:10", ASKS));
    processor = tape.processor();
    assertThat(tape.quote(TOKEN).get("jumps")).isNotEmpty();
    tape.runUntil(processor, () -> !tape.gaps().isEmpty());
    assertOneHole();
  }

  @Test
  void aChangeThatWasLostBeforeAGapIsAHoleOfItsOwn() throws Exception {
    Instant known = tape.now.minusSeconds(5);
    Instant from = tape.now.minusSeconds(1);
    publish(tape.gap(GapReason.BAD_FRAME, from), book("0.40:2 0.47:8 0.48:10", ASKS));

    assertThat(tape.gaps())
        .filteredOn(gap -> gap.reason() == GapReason.UNEXPLAINED)
        .singleElement()
        .satisfies(
            gap -> {
              assertThat(gap.startedAt()).isBeforeOrEqualTo(known);
              assertThat(gap.endedAt()).isEqualTo(from);
            });
  }

  @Test
  void aGapAfterWhichTheBookIsAsBeforeIsNoOtherHole() throws Exception {
    publish(tape.gap(GapReason.BAD_FRAME, tape.now.minusSeconds(1)), book(BIDS, ASKS));

    assertThat(tape.gaps()).extracting(GapRow::reason).containsOnly(GapReason.BAD_FRAME);
  }

  private void endWith(String bids, MarketEvent.Trade trade) throws Exception {
    publish(
        book(bids, "0.52:4 0.53:9 0.60:1"),
        new MarketEvent.Ended(tape.header(TOKEN, time), "resolved"),
        trade);
    // Its successor judges it.
    processor = tape.processor();
    tape.drain(processor);
    for (int step = 0; step < 9; step++) {
      int ignored = processor.runOnce();
      tape.now = tape.now.plusMillis(400);
    }
    assertThat(tape.quote(TOKEN)).isEmpty();
    long left = tape.redis.run("test", client -> client.keys("jumps:*").stream().count());
    assertThat(left).isZero();
  }

  @Test
  void whatWaitsWhenATokenEndsIsJudgedAllTheSame() throws Exception {
    endWith("0.40:2 0.47:8 0.48:10", trade("0.52", "3"));
    assertThat(tape.gaps()).extracting(GapRow::reason).containsExactly(GapReason.UNEXPLAINED);
  }

  @Test
  void aTradeAtTheVeryEndExplainsItsBook() throws Exception {
    endWith(BIDS, trade("0.52", "3"));
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void aBookThatIsAltogetherAnotherIsOneHole() throws Exception {
    var bids = new StringBuilder();
    for (int price = 101; price < 300; price++) {
      bids.append("0.").append(price).append(":1 ");
    }
    publish(book(bids.toString().trim(), ASKS));
    GapRow gap = assertOneHole();
    assertThat(gap.detail()).hasSizeLessThanOrEqualTo(300).contains("more");
  }
}
