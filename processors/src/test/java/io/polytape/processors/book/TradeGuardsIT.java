package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.stream.Keys;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trades: each once, flagged where they are odd, and completed from the Data API. */
final class TradeGuardsIT {
  private Tape tape;
  private BookProcessor processor;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    processor = tape.processor();
    time = tape.time();
    tape.redis.run(
        "test",
        client -> client.hset("token:" + TOKEN, Map.of("market_id", "501", "outcome", "Yes")));
    tape.redis.run("test", client -> client.sadd(Keys.ACTIVE_CLOB_TOKENS, TOKEN));
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(processor);
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  private void publish(MarketEvent... events) throws Exception {
    tape.publish(events);
    tape.drain(processor);
  }

  private Map<String, String> guards() throws Exception {
    long minute = tape.time() / 60_000;
    Map<String, String> now = tape.redis.run("test", client -> client.hgetAll(Keys.guards(minute)));
    return now.isEmpty()
        ? tape.redis.run("test", client -> client.hgetAll(Keys.guards(minute - 1)))
        : now;
  }

  @Test
  void aTradeThatComesAgainIsOneTradeForASuccessorToo() throws Exception {
    var trade = tape.trade(time + 1, "0.5", "3", "0xAA");
    publish(trade, trade, tape.trade(time + 1, "0.50", "3.0", "0xaa"));
    processor = tape.processor();
    publish(trade);

    assertThat(tape.trades()).hasSize(1);
    LiveTrade row = tape.trades().getFirst();
    assertThat(row.marketId()).isEqualTo("501");
    assertThat(row.isStale() || row.isBackfilled() || row.isDiverged()).isFalse();
    assertThat(tape.vwap(TOKEN)).containsEntry("1m_trades", "1").containsEntry("1m_volume", "3");
  }

  @Test
  void equalTradesOfOneTransactionAreToldApartByTheirOccurrence() throws Exception {
    var first = tape.trade(time + 1, "0.5", "3", "0xaa");
    publish(
        first,
        new MarketEvent.Trade(
            first.header(), first.price(), first.size(), first.side(), "0", "0xaa", 1, false));

    assertThat(tape.trades()).hasSize(2).extracting(LiveTrade::tradeId).doesNotHaveDuplicates();
  }

  @Test
  void aLateTradeIsStaleAndNotInTheShortWindow() throws Exception {
    publish(tape.trade(time - 400_000, "0.5", "3", "0xaa"));

    assertThat(tape.trades().getFirst().isStale()).isTrue();
    assertThat(guards()).containsEntry("trades", "1").containsEntry("stale", "1");
    assertThat(tape.vwap(TOKEN)).containsEntry("1m", "").containsEntry("1h", "0.5");
  }

  @Test
  void aTradeWithoutASizeIsCompletedFromTheDataApi() throws Exception {
    publish(tape.trade(time + 1, "0.5", "3", "0xaa"), tape.trade(time + 1, "0.5", null, "0xaa"));
    assertThat(tape.trades()).hasSize(1);
    // Its successor goes on asking.
    processor = tape.processor();
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "4.25", time / 1_000);
    tape.runUntil(processor, () -> tape.trades().size() == 2);

    LiveTrade row = tape.trades().getLast();
    assertThat(row.size()).isEqualByComparingTo("4.25");
    assertThat(row.isBackfilled()).isTrue();
    assertThat(tape.vwap(TOKEN)).containsEntry("1m_volume", "7.25");
    assertThat(guards()).containsEntry("backfilled", "1");
  }

  @Test
  void aTradeThatAnotherConnectionBroughtWithItsSizeIsOneTrade() throws Exception {
    publish(tape.trade(time + 1, "0.5", null, "0xaa"), tape.trade(time + 1, "0.5", "3", "0xaa"));
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    for (int step = 0; step < 10; step++) {
      int ignored = processor.runOnce();
      tape.now = tape.now.plusSeconds(4);
    }

    assertThat(tape.trades()).hasSize(1);
    assertThat(tape.trades().getFirst().size()).isEqualByComparingTo("3");
  }

  @Test
  void aTradeWhoseSizeNobodyKnowsIsWrittenWithoutOneAfterHalfAMinute() throws Exception {
    publish(tape.trade(time + 1, "0.5", null, "0xaa"));
    tape.now = tape.now.plusSeconds(31);
    tape.runUntil(processor, () -> tape.trades().size() == 1);

    assertThat(tape.trades().getFirst().size()).isNull();
    assertThat(tape.trades().getFirst().isBackfilled()).isFalse();
  }

  @Test
  void aTradeFarFromTheBookIsFlaggedOnlyWhenTheVenuesBookSaysSoToo() throws Exception {
    tape.venue.book(TOKEN, time + 1, "h1", "0.48:10", "0.52:7", "0.01");
    publish(tape.trade(time + 1, "0.61", "3", "0xaa"));
    tape.runUntil(processor, () -> tape.trades().size() == 1);
    assertThat(tape.trades().getFirst().isDiverged()).isTrue();
    assertThat(guards()).containsEntry("diverged", "1");

    tape.venue.book(TOKEN, time + 1, "h1", "0.58:10", "0.62:7", "0.01");
    publish(tape.trade(time + 2, "0.61", "3", "0xbb"));
    tape.runUntil(processor, () -> tape.trades().size() == 2);
    assertThat(tape.trades().getLast().isDiverged()).isFalse();
    assertThat(tape.quote(TOKEN)).containsEntry("last_trade_price", "0.61");
  }

  @Test
  void aTradeThatWaitsForTheBookKeepsItsPlaceBeforeLaterOnesForASuccessorToo() throws Exception {
    tape.venue.isAway = true;
    publish(
        tape.trade(time + 1_000, "0.70", "3", "0xfar"),
        tape.trade(time + 2_000, "0.51", "1", "0xnear"),
        tape.trade(time + 3_000, "0.71", "4", "0xfar-again"),
        tape.trade(time + 4_000, "0.50", "2", "0xlast"));
    assertThat(tape.trades()).isEmpty();

    BookProcessor successor = tape.processor();
    tape.drain(successor);
    tape.venue.isAway = false;
    tape.venue.book(TOKEN, time + 5_000, "h5", "0.40:5 0.48:10", "0.52:7 0.60:1", "0.01");
    tape.runUntil(successor, () -> tape.trades().size() == 4);

    assertThat(tape.trades())
        .extracting(LiveTrade::transactionHash)
        .containsExactly("0xfar", "0xnear", "0xfar-again", "0xlast");
    assertThat(tape.trades())
        .extracting(LiveTrade::isDiverged)
        .containsExactly(true, false, true, false);
  }

  @Test
  void windowsOutliveTheProcessAndEmptyWithTime() throws Exception {
    publish(tape.trade(time, "0.5", "3", "0xaa"), tape.trade(time, "0.6", "1", "0xbb"));
    processor = tape.processor();
    publish(tape.trade(time + 1, "0.4", "4", "0xcc"));

    assertThat(new BigDecimal(tape.vwap(TOKEN).getOrDefault("1m", "")))
        .isEqualByComparingTo("0.4625");
    assertThat(tape.vwap(TOKEN)).containsEntry("24h_volume", "8").containsEntry("1h_trades", "3");

    tape.now = tape.now.plusSeconds(70);
    processor = tape.processor();
    tape.runUntil(processor, () -> "".equals(tape.vwap(TOKEN).get("1m")));
    assertThat(tape.vwap(TOKEN)).containsEntry("1h", "0.4625").containsEntry("1m_trades", "0");
    tape.now = tape.now.plusSeconds(3_700);
    tape.runUntil(processor, () -> "".equals(tape.vwap(TOKEN).get("1h")));
    assertThat(tape.vwap(TOKEN)).containsEntry("24h", "0.4625");
    tape.now = tape.now.plus(Duration.ofDays(1));
    tape.runUntil(processor, () -> "".equals(tape.vwap(TOKEN).get("24h")));
    assertThat(tape.vwap(TOKEN).keySet()).noneMatch(field -> field.contains(":"));
  }
}
