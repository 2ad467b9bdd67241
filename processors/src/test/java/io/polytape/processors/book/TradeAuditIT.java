package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.stream.Keys;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trades that the socket did not bring are added from the Data API, each once. */
final class TradeAuditIT {
  private Tape tape;
  private BookProcessor processor;
  private HeldLease lease;
  private VenueClient client;
  private TradeAudit audit;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    tape.now = Instant.now(); // the streams' entries have the real time
    processor = tape.processor();
    time = tape.time();
    tape.redis.run("test", client -> client.sadd(Keys.ACTIVE_CLOB_TOKENS, TOKEN));
    publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    lease =
        new HeldLease(
            new Lease(
                tape.redis, TradeAudit.LEASE, new Instance("m", 1, 0), Duration.ofMinutes(5)));
    client = new VenueClient(tape.venue.url(), tape.venue.url(), () -> tape.now);
    audit = new TradeAudit(tape.redis, lease, client, () -> tape.now);
    int first = audit.runOnce();
    assertThat(first).isZero();
  }

  @AfterEach
  void stop() {
    lease.close();
    client.close();
    tape.close();
  }

  private void publish(MarketEvent... events) throws Exception {
    tape.publish(events);
    tape.drain(processor);
  }

  @Test
  void whatTheSocketDidNotBringIsAddedFromTheDataApiOnce() throws Exception {
    long second = time / 1_000;
    publish(tape.trade(time + 1, "0.5", "3", "0xaa"), tape.trade(time + 1, "0.6", null, "0xbb"));
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3.0000", second);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", second);
    tape.venue.trade(TOKEN, "0xbb", "0.6", "1", second);
    tape.venue.trade(TOKEN, "0xcc", "0.51", "2", second);
    tape.venue.trade("999", "0xdd", "0.51", "2", second);
    tape.venue.trade(TOKEN, "0xee", "0.51", "2", second + 12);

    tape.now = tape.now.plusSeconds(15);
    int again = audit.runOnce() + audit.runOnce();
    assertThat(again).isZero();
    tape.runUntil(processor, () -> tape.trades().size() == 4);
    tape.drain(processor);

    assertThat(tape.trades())
        .filteredOn(LiveTrade::isBackfilled)
        .extracting(LiveTrade::transactionHash)
        .containsExactlyInAnyOrder("0xaa", "0xbb", "0xcc");
    assertThat(tape.trades()).extracting(LiveTrade::tradeId).doesNotHaveDuplicates();
    // The socket brings it after all.
    publish(tape.trade(time + 1, "0.51", "2", "0xcc"));
    assertThat(tape.trades()).hasSize(4);
  }

  private List<String> sizes() throws Exception {
    return tape.trades().stream()
        .map(trade -> trade.size() == null ? "none" : TradeId.text(trade.size()))
        .sorted()
        .toList();
  }

  @Test
  void aTradeThatWasLostBesideAnEqualOneWithoutASizeIsFound() throws Exception {
    publish(tape.trade(time + 1, "0.5", null, "0xaa"));
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "4.25", time / 1_000);
    tape.runUntil(processor, () -> tape.trades().size() == 1);
    tape.now = tape.now.plusSeconds(15);
    int ignored = audit.runOnce() + audit.runOnce();
    tape.drain(processor);

    assertThat(sizes()).containsExactly("3", "4.25");
  }

  @Test
  void aTradeThatWasLostIsFoundWhileAnEqualOneWaitsForItsSize() throws Exception {
    // The book processor rests; the audit sees all three, two of which the socket brought.
    tape.publish(
        tape.trade(time + 1, "0.5", null, "0xaa"), tape.trade(time + 1, "0.5", "1", "0xaa"));
    tape.venue.isAway = true;
    tape.drain(processor);
    tape.venue.isAway = false;
    tape.venue.trade(TOKEN, "0xaa", "0.5", "1", time / 1_000);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "4.25", time / 1_000);
    tape.now = tape.now.plusSeconds(15);
    int ignored = audit.runOnce() + audit.runOnce();
    tape.runUntil(processor, () -> tape.trades().size() == 3);
    tape.now = tape.now.plusSeconds(10);
    int again = audit.runOnce();
    tape.drain(processor);

    assertThat(sizes()).containsExactly("1", "3", "4.25");
    assertThat(again).isZero();
  }

  @Test
  void aTradeWhoseSizeWasNeverFoundIsNotAddedOnceMore() throws Exception {
    publish(tape.trade(time + 1, "0.5", null, "0xaa"));
    tape.now = tape.now.plusSeconds(31);
    tape.runUntil(processor, () -> tape.trades().size() == 1);
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    int ignored = audit.runOnce() + audit.runOnce();
    tape.drain(processor);

    assertThat(sizes()).containsExactly("none");
  }

  @Test
  void whatIsStillUnreadIsNotMissing() throws Exception {
    // Nobody reads for a while; a size was left out.
    tape.publish(tape.trade(time + 1, "0.5", null, "0xaa"));
    tape.venue.trade(TOKEN, "0xaa", "0.5", "3", time / 1_000);
    tape.now = tape.now.plusSeconds(30);
    int ignored = audit.runOnce() + audit.runOnce();
    tape.drain(processor);
    tape.runUntil(processor, () -> !tape.trades().isEmpty());
    tape.now = tape.now.plusSeconds(40);
    int again = audit.runOnce();
    for (int step = 0; step < 5; step++) {
      again += processor.runOnce();
    }

    assertThat(sizes()).containsExactly("3");
    assertThat(again).isZero();
  }
}
