package io.polytape.processors.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polytape.common.RedisServer;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.Side;
import io.polytape.common.worker.Heartbeat;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import redis.clients.jedis.params.XAddParams;

/**
 * How many events a second go from the partitions through the processor into the hot cache. Run its
 * main: {@code Bench [events] [tokens] [events a second; 0 for as fast as can be]}.
 */
final class Bench {
  private Bench() {}

  public static void main(String[] args) throws Exception {
    int events = args.length > 0 ? Integer.parseInt(args[0]) : 400_000;
    int tokens = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
    int rate = args.length > 2 ? Integer.parseInt(args[2]) : 0;
    try (var server = RedisServer.start("--appendfsync", "everysec");
        var redis = server.open()) {
      ConsumerGroup.createAll(redis);
      var clock = InstantSource.system();
      var nowhere = URI.create("http://127.0.0.1:1");
      try (var share = new PartitionShare(redis, Instance.current(), PartitionShare.LEASE_TIME);
          var venue = new VenueClient(nowhere, nowhere, clock);
          var processor =
              new BookProcessor(
                  redis,
                  share,
                  venue,
                  new BookSettings(
                      nowhere, nowhere, 500, Duration.ofMinutes(1), Duration.ofMinutes(5)),
                  Heartbeat.NONE,
                  clock)) {
        var source = new Source(redis, tokens);
        source.books();
        run(processor, source, tokens);
        source.changes(100_000);
        run(processor, source, 100_000);
        if (rate == 0) {
          source.changes(events);
          long from = System.nanoTime();
          long cpu = cpu();
          run(processor, source, events);
          double seconds = (System.nanoTime() - from) / 1e9;
          System.out.printf(
              "%,d events, %,d tokens: %,.0f events/s, %.2f cores of this process%n",
              events, tokens, events / seconds, (cpu() - cpu) / 1e9 / seconds);
        } else {
          paced(processor, source, events, rate);
        }
      }
    }
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static void run(BookProcessor processor, Source source, int events) throws Exception {
    long moved = 0;
    while (moved < events) {
      moved += processor.runOnce();
    }
    source.trim();
  }

  /** From the entry's publishing to the end of the commit that holds it. */
  private static void paced(BookProcessor processor, Source source, int events, int rate)
      throws Exception {
    long start = System.nanoTime();
    var published = new long[events];
    Thread publisher =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    int done = 0;
                    while (done < events) {
                      int due = (int) Math.min(events, (System.nanoTime() - start) / 1e9 * rate);
                      if (due > done) {
                        Arrays.fill(published, done, due, System.nanoTime());
                        source.changes(due - done);
                        done = due;
                      }
                      Thread.sleep(2);
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                });
    var delays = new long[events];
    int moved = 0;
    long lastTrim = start;
    while (moved < events) {
      int some = processor.runOnce();
      long now = System.nanoTime();
      for (int i = moved; i < moved + some; i++) {
        delays[i] = now - published[i];
      }
      moved += some;
      if (now - lastTrim > 1_000_000_000L) {
        source.trim();
        lastTrim = now;
      }
    }
    publisher.join();
    Arrays.sort(delays);
    System.out.printf(
        "%,d events at %,d/s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms%n",
        events,
        rate,
        delays[events / 2] / 1e6,
        delays[(int) (events * 0.99)] / 1e6,
        delays[(int) (events * 0.999)] / 1e6);
  }

  private static final class Source {
    private final Redis redis;
    private final List<String> tokens = new ArrayList<>();
    private final Random random = new Random(7);
    private long number;

    Source(Redis redis, int count) {
      this.redis = redis;
      for (int i = 0; i < count; i++) {
        tokens.add(
            "7132104567925221259462638553270691275033272857194253228963137931"
                + (1_000_000_000_000L + i));
      }
    }

    private Header header(String token) {
      return new Header(
          token, "0x" + "ab".repeat(32), System.currentTimeMillis(), Instant.now(), "ws-1", 1);
    }

    void books() throws Exception {
      var events = new ArrayList<MarketEvent>();
      for (String token : tokens) {
        var bids = new ArrayList<Level>();
        var asks = new ArrayList<Level>();
        for (int i = 1; i <= 40; i++) {
          bids.add(new Level(BigDecimal.valueOf(i, 2), BigDecimal.valueOf(100 + i)));
          asks.add(new Level(BigDecimal.valueOf(100 - i, 2), BigDecimal.valueOf(100 + i)));
        }
        events.add(new MarketEvent.Book(header(token), bids, asks, "h", null));
      }
      publish(events);
    }

    void changes(int count) throws Exception {
      var events = new ArrayList<MarketEvent>();
      for (int i = 0; i < count; i++) {
        String token = tokens.get(random.nextInt(tokens.size()));
        number++;
        if (number % 20 == 0) {
          events.add(
              new MarketEvent.Trade(
                  header(token),
                  new BigDecimal("0.5"),
                  BigDecimal.TEN,
                  Side.BUY,
                  "0",
                  "0x" + number,
                  0,
                  false));
        } else {
          boolean isBid = random.nextBoolean();
          int cents = 30 + random.nextInt(11);
          events.add(
              new PriceChange(
                  header(token),
                  List.of(
                      new Change(
                          isBid ? BookSide.BID : BookSide.ASK,
                          new Level(
                              BigDecimal.valueOf(isBid ? cents : 100 - cents, 2),
                              BigDecimal.valueOf(1 + random.nextInt(100_000), 2)))),
                  "hash" + number,
                  new BigDecimal("0.4"),
                  new BigDecimal("0.6")));
        }
        if (events.size() == 2_000) {
          publish(events);
          events.clear();
        }
      }
      publish(events);
    }

    private void publish(List<MarketEvent> events) throws Exception {
      redis.run(
          "bench",
          client -> {
            try (var pipeline = client.pipelined()) {
              for (MarketEvent event : events) {
                pipeline.xadd(
                    Partitions.stream(Partitions.of(event.header().tokenId()))
                        .key()
                        .getBytes(UTF_8),
                    Map.of(
                        "v".getBytes(UTF_8),
                        "1".getBytes(UTF_8),
                        "event".getBytes(UTF_8),
                        MarketEventCodec.encode(event)),
                    XAddParams.xAddParams());
              }
              pipeline.sync();
            }
            return true;
          });
    }

    /** Stands in for the readers of the streams. */
    void trim() throws Exception {
      for (Streams stream : PartitionCommit.outputs()) {
        redis.run("bench", client -> client.xtrim(stream.key(), 0, false));
      }
    }
  }
}
