package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.Partitions;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XTrimParams;
import redis.clients.jedis.resps.StreamEntry;

/** Nothing is lost or doubled between the socket and the streams. */
final class PublishingIT {
  private static final String ONE = Bench.token(1);
  private static final String OTHER = Bench.token(2);

  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void follow(int pid) throws Exception {
    bench.follow(List.of(ONE, OTHER));
    bench.start(pid);
    books(1);
  }

  private void books(int count) throws Exception {
    for (String token : List.of(ONE, OTHER)) {
      Bench.until(() -> bench.events(token, Book.class).size() >= count);
    }
  }

  private void trades(int from, int to) {
    for (int i = from; i < to; i++) {
      bench.venue.send(VenueServer.trade(ONE, bench.venue.time() + i, "0x" + i));
    }
  }

  private List<String> transactions() throws Exception {
    return bench.events(ONE, Trade.class).stream().map(Trade::transactionHash).toList();
  }

  private static List<String> expected(int count) {
    return IntStream.range(0, count).mapToObj(i -> "0x" + i).toList();
  }

  @Test
  void whatIsHeardWhileRedisIsAwayComesInOrderAndOnce() throws Exception {
    follow(1);
    for (int round = 0; round < 3; round++) {
      trades(round * 300, round * 300 + 100);
      bench.server.kill();
      trades(round * 300 + 100, round * 300 + 200);
      bench.server.restart();
      trades(round * 300 + 200, round * 300 + 300);
    }
    Bench.until(() -> transactions().size() >= 900);
    assertThat(transactions()).isEqualTo(expected(900));
    assertThat(bench.venue.connects()).isEqualTo(1);
  }

  @Test
  void eventsThatRedisForgotAreAGapOfTheirPartition() throws Exception {
    follow(1);
    trades(0, 10);
    Bench.until(() -> transactions().size() == 10);
    int partition = Partitions.of(ONE);
    forgetLastBatch(partition);
    bench.venue.send(VenueServer.trade(ONE, bench.venue.time() + 11, "0xnext"));
    Bench.until(() -> !restarts(ONE).isEmpty());
    Bench.until(() -> transactions().contains("0xnext"));
    List<MarketEvent> events = bench.events(ONE);
    assertThat(events.get(events.size() - 2)).isInstanceOf(Gap.class);
    assertThat(events.get(events.size() - 1)).isInstanceOf(Trade.class);
    if (Partitions.of(OTHER) != partition) {
      assertThat(restarts(OTHER)).isEmpty();
    }
  }

  private List<Gap> restarts(String token) throws Exception {
    return bench.events(token, Gap.class).stream()
        .filter(gap -> gap.reason() == GapReason.RESTART)
        .toList();
  }

  /** As a Redis does whose append-only file lacks the last second. */
  private void forgetLastBatch(int partition) throws TransientException {
    String stream = Partitions.stream(partition).key();
    List<StreamEntry> last =
        bench.redis.run(
            "test",
            client -> client.xrevrange(stream, (StreamEntryID) null, (StreamEntryID) null, 1));
    bench.redis.run(
        "test",
        client -> {
          client.xdel(stream, last.get(0).getID());
          return client.decr(Keys.published(partition));
        });
  }

  @Test
  void aSecondProcessStandsByAndGoesOnWithAGapFromTheLastThatWasHeard() throws Exception {
    bench.follow(List.of(ONE, OTHER));
    var first = bench.start(1);
    books(1);
    bench.start(2);
    trades(0, 5);
    Bench.until(() -> transactions().size() == 5);
    assertThat(bench.venue.connects()).isEqualTo(1);
    Instant stopped = Instant.now();
    first.close();
    bench.venue.time(bench.venue.time() + 100);
    books(2);
    for (String token : List.of(ONE, OTHER)) {
      assertThat(restarts(token))
          .isNotEmpty()
          .allMatch(gap -> gap.from().isBefore(stopped))
          .allMatch(gap -> gap.from().isAfter(stopped.minus(Duration.ofSeconds(20))));
    }
    trades(5, 6);
    Bench.until(() -> transactions().size() == 6);
    assertThat(transactions()).isEqualTo(expected(6));
  }

  @Test
  void aProcessThatSleptThroughItsLeaseWritesNothing() throws Exception {
    follow(1);
    trades(0, 3);
    Bench.until(() -> transactions().size() == 3);
    // Another one took the lease and gave it back; this one has not noticed.
    bench.redis.run("test", client -> client.incr(Keys.epoch(EventPublisher.SOURCE)));
    bench.venue.send(VenueServer.trade(ONE, bench.venue.time() + 9, "0xlate"));
    Bench.until(() -> bench.venue.connects() == 2);
    books(1);
    Bench.until(() -> !restarts(ONE).isEmpty());
    assertThat(transactions()).isEqualTo(expected(3));
  }

  @Test
  void conflatesBooksAndKeepsTradesWhileRedisIsAway() throws Exception {
    bench.follow(List.of(ONE, OTHER));
    var config = bench.config();
    bench.start(
        1,
        new Capture.Config(
            config.url(),
            config.restUrl(),
            config.process(),
            config.tokensPerConnection(),
            config.redundancy(),
            config.maxFrame(),
            0,
            80,
            config.timing()));
    books(1);
    bench.server.kill();
    var sizes = new ArrayList<String>();
    for (int i = 0; i < 60; i++) {
      long time = bench.venue.time() + i;
      bench.venue.send(VenueServer.change(ONE, time, "0.49", Integer.toString(i + 1)));
      if (i % 4 == 0) {
        bench.venue.send(VenueServer.trade(ONE, time, "0x" + sizes.size()));
        sizes.add("");
      }
    }
    bench.server.restart();
    Bench.until(() -> transactions().size() == 15);
    Bench.until(
        () ->
            bench.events(ONE, MarketEvent.PriceChange.class).stream()
                .anyMatch(change -> change.changes().get(0).level().size().intValueExact() == 60));
    assertThat(transactions()).isEqualTo(expected(15));
    assertThat(bench.events(ONE, MarketEvent.PriceChange.class).size()).isLessThan(60);
    assertThat(bench.events(ONE, Gap.class))
        .anyMatch(gap -> gap.reason() == GapReason.OVERFLOW && !gap.tradesToo());
  }

  @Test
  void holdsBackWhileAStreamIsFullAndGoesOnAfterwards() throws Exception {
    follow(1);
    var stream = Partitions.stream(Partitions.of(ONE));
    String last = "";
    for (long filled = 0; filled < stream.highMark(); filled += 5_000) {
      // In parts: a Redis that is busy for long costs the ingester its lease.
      last =
          bench.redis.run(
              "test",
              client ->
                  String.valueOf(
                      client.eval(
                          "local id for i = 1, 5000 do"
                              + " id = redis.call('XADD', KEYS[1], '*', 'n', i) end return id",
                          List.of(stream.key()),
                          List.of())));
    }
    long full = millis(last);
    // What the next batch brings still passes, and shows that the stream is full.
    trades(0, 1);
    Bench.until(() -> "1".equals(bench.counts().get("last_trade_price")));
    Bench.until(() -> Instant.now().isAfter(Instant.ofEpochMilli(full).plusSeconds(2)));
    trades(1, 20);
    Bench.until(() -> "20".equals(bench.counts().get("last_trade_price")));
    long length = bench.redis.run("test", client -> client.xlen(stream.key()));
    assertThat(length).isLessThan(stream.highMark() + 10);
    long ignored =
        bench.redis.run(
            "test",
            client ->
                client.xtrim(
                    stream.key(),
                    XTrimParams.xTrimParams().minId(full + "-999999999").exactTrimming()));
    Bench.until(() -> transactions().size() == 20);
    assertThat(transactions()).isEqualTo(expected(20));
  }

  private static long millis(String id) {
    return Long.parseLong(id.substring(0, id.indexOf('-')));
  }

  @Test
  void showsItsConnectionsAndWhatItHeard() throws Exception {
    follow(1);
    trades(0, 4);
    Bench.until(() -> "4".equals(bench.counts().get("last_trade_price")));
    Map<String, String> connections =
        bench.redis.run("test", client -> client.hgetAll(Keys.CLOB_CONNECTIONS));
    assertThat(connections).containsOnlyKeys("0");
    assertThat(connections.get("0"))
        .contains("\"state\":\"open\"", "\"tokens\":2", "\"books\":2", "\"reconnects\":0");
    bench.venue.send("?");
    Bench.until(
        () -> bench.redis.run("test", client -> client.zcard(Keys.RECENT_ERRORS)).longValue() == 1);
  }
}
