package io.polytape.processors.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polytape.common.RedisServer;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.Side;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.XAddParams;

/** A real Redis with live events in it, a venue's REST, and book processors to set upon them. */
final class Tape implements AutoCloseable {
  static final String TOKEN =
      "71321045679252212594626385532706912750332728571942532289631379312455";
  static final String CONDITION = "0x" + "ab".repeat(32);

  final RedisServer server = RedisServer.start("--appendfsync", "always");
  final Redis redis = server.open();
  final VenueServer venue = new VenueServer();
  final List<String> waits = new ArrayList<>();
  private final List<BookProcessor> processors = new ArrayList<>();
  volatile Instant now = Instant.ofEpochMilli(1_763_700_000_000L);
  private long processes;
  private long sequence;

  Tape() throws TransientException {
    ConsumerGroup.createAll(redis);
  }

  static BookSettings settings(URI venue) {
    return new BookSettings(venue, venue, 500, Duration.ofSeconds(60), Duration.ofMinutes(5));
  }

  /** A processor of its own on a machine of its own; whoever ran before is dead. */
  BookProcessor processor() throws TransientException {
    for (int partition = 0; partition < Partitions.COUNT; partition++) {
      String lease = Keys.lease(PartitionCommit.leaseName(partition));
      redis.run("test", client -> client.del(lease));
    }
    return rival();
  }

  /** One beside those that live. */
  BookProcessor rival() {
    processes++;
    var instance = new Instance("machine-" + processes, processes, 0);
    var heartbeat =
        new Heartbeat() {
          @Override
          public void progressed(int moved) {}

          @Override
          public void failing(String stage, String reason) {}

          @Override
          public void waiting(String reason) {
            waits.add(reason);
          }

          @Override
          public void figure(String name, String value) {}
        };
    var processor =
        new BookProcessor(
            redis,
            new PartitionShare(redis, instance, Duration.ofMinutes(5)),
            new VenueClient(venue.url(), venue.url(), () -> now),
            settings(venue.url()),
            heartbeat,
            () -> now);
    processors.add(processor);
    return processor;
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  /** Runs steps until a condition holds. */
  void runUntil(BookProcessor processor, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within half a minute; quote " + quote(TOKEN));
      }
      int ignored = processor.runOnce();
      now = now.plusMillis(60);
    }
  }

  /** Says that a process lives. */
  void beat(String instance) throws TransientException {
    redis.run(
        "test",
        client ->
            client.zadd(Keys.WORKERS, (double) time(), PartitionShare.WORKER + ":" + instance));
  }

  /** Runs steps until everything that was published is acknowledged. */
  void drain(BookProcessor processor) throws Exception {
    runUntil(processor, () -> unfinished() == 0);
  }

  long unfinished() throws TransientException {
    long count = 0;
    for (Streams stream : Streams.MARKET_EVENTS) {
      count +=
          redis.run(
              "test",
              client -> {
                var info = client.xinfoGroups(stream.key()).getFirst();
                String last = info.getLastDeliveredId().toString();
                return info.getPending() + client.xrange(stream.key(), "(" + last, "+").size();
              });
    }
    return count;
  }

  Header header(String token, long sourceTime) {
    return new Header(token, CONDITION, sourceTime, now, "ws-1", ++sequence);
  }

  long time() {
    return now.toEpochMilli();
  }

  MarketEvent.Book book(long time, String hash, String bids, String asks) {
    return new MarketEvent.Book(header(TOKEN, time), levels(bids), levels(asks), hash, null);
  }

  static List<Level> levels(String text) {
    var levels = new ArrayList<Level>();
    for (String each : text.split(" ", -1)) {
      if (!each.isEmpty()) {
        levels.add(Level.parse(each));
      }
    }
    return levels;
  }

  /** {@code changes} such as {@code "B0.48:10 A0.52:0"}. */
  MarketEvent.PriceChange change(
      long time, String hash, String changes, @Nullable String bid, @Nullable String ask) {
    var all = new ArrayList<Change>();
    for (String each : changes.split(" ", -1)) {
      all.add(
          new Change(
              each.charAt(0) == 'B' ? BookSide.BID : BookSide.ASK, Level.parse(each.substring(1))));
    }
    return new MarketEvent.PriceChange(header(TOKEN, time), all, hash, decimal(bid), decimal(ask));
  }

  MarketEvent.Trade trade(long time, String price, @Nullable String size, String transaction) {
    return new MarketEvent.Trade(
        header(TOKEN, time),
        new BigDecimal(price),
        decimal(size),
        Side.BUY,
        "0",
        transaction,
        0,
        false);
  }

  MarketEvent.Gap gap(GapReason reason, Instant from) {
    return new MarketEvent.Gap(header(TOKEN, 0), reason, from, true, "test");
  }

  static @Nullable BigDecimal decimal(@Nullable String text) {
    return text == null ? null : new BigDecimal(text);
  }

  void publish(MarketEvent... events) throws TransientException {
    for (MarketEvent event : events) {
      String ignored = publishRaw(event.header().tokenId(), "1", MarketEventCodec.encode(event));
    }
  }

  String publishRaw(String token, String version, byte[] payload) throws TransientException {
    String stream = Partitions.stream(Partitions.of(token)).key();
    return redis.run(
        "test",
        client ->
            new String(
                client.xadd(
                    stream.getBytes(UTF_8),
                    Map.of(
                        "v".getBytes(UTF_8),
                        version.getBytes(UTF_8),
                        "event".getBytes(UTF_8),
                        payload),
                    XAddParams.xAddParams()),
                UTF_8));
  }

  Map<String, String> quote(String token) throws TransientException {
    return redis.run("test", client -> client.hgetAll(Keys.quote(token)));
  }

  Map<String, String> vwap(String token) throws TransientException {
    return redis.run("test", client -> client.hgetAll(Keys.vwap(token)));
  }

  /** Members, cheapest first. */
  List<String> bids(String token) throws TransientException {
    return redis.run("test", client -> client.zrange(Keys.bids(token), 0, -1));
  }

  List<String> asks(String token) throws TransientException {
    return redis.run("test", client -> client.zrange(Keys.asks(token), 0, -1));
  }

  interface Decoding<T> {
    T decode(byte[] bytes) throws UndecodableException;
  }

  private <T> List<T> rows(Streams stream, Decoding<T> decoding) throws Exception {
    var rows = new ArrayList<T>();
    for (Entry entry :
        new ConsumerGroup(redis, stream, "none", "none").range("-", "+", 1_000_000)) {
      rows.add(decoding.decode(entry.payload()));
    }
    return rows;
  }

  List<Quote> quotes() throws Exception {
    return rows(Streams.QUOTES, LiveRowCodec::decodeQuote);
  }

  List<BookSnapshot> books() throws Exception {
    return rows(Streams.ORDER_BOOKS, LiveRowCodec::decodeBook);
  }

  List<LevelChange> changes() throws Exception {
    return rows(Streams.PRICE_CHANGES, LiveRowCodec::decodeChange);
  }

  List<LiveTrade> trades() throws Exception {
    return rows(Streams.LIVE_TRADES, LiveRowCodec::decodeTrade);
  }

  List<GapRow> gaps() throws Exception {
    return rows(Streams.GAPS, LiveRowCodec::decodeGap);
  }

  List<DeadLetter> deadLetters() throws TransientException {
    return new ConsumerGroup(redis, Streams.DEAD_LETTERS, "none", "none")
        .range("-", "+", 1_000).stream().map(DeadLetter::decode).toList();
  }

  @Override
  public void close() {
    processors.forEach(BookProcessor::close);
    venue.close();
    redis.close();
    server.close();
  }
}
