package io.polytape.processors.trade;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.polytape.common.RedisServer;
import io.polytape.common.market.MarketOutcome;
import io.polytape.common.market.TokenId;
import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.trade.Trade;
import io.polytape.common.trade.TradeCodec;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.params.XAddParams;

/** A real Redis with our streams in it, and trade processors to set upon them. */
final class Pipeline implements AutoCloseable {
  static final TradeSettings SETTINGS = new TradeSettings(1_000, 200_000, Duration.ofHours(24));

  /**
   * Writes each step to the disk before it answers. With {@code everysec} a slow disk makes Redis
   * hold answered writes back in memory for up to two seconds, and they die with the process: that
   * is for the source's watermark to make good, which dies with them, and is not the processor's.
   */
  final RedisServer server = RedisServer.start("--appendfsync", "always");

  final Redis redis = server.open();
  final Map<String, String> figures = new ConcurrentHashMap<>();
  final List<String> waits = new ArrayList<>();
  volatile Instant now = Instant.now();
  private long processes;

  Pipeline() throws TransientException {
    ConsumerGroup.createAll(redis);
  }

  /** The slot of a process of its own, on a machine of its own; nothing renews it. */
  ConsumerSlot slot(Duration time) {
    processes++;
    var instance = new Instance("machine-" + processes, processes, 0);
    return new ConsumerSlot(redis, Streams.TRADE_PROCESSOR, instance, time, System::nanoTime);
  }

  /** One whose process stands still: only Redis knows that its time is over. */
  ConsumerSlot sleepingSlot() {
    return new ConsumerSlot(
        redis,
        Streams.TRADE_PROCESSOR,
        new Instance("sleeper", 1, 0),
        Duration.ofMillis(1),
        () -> 0);
  }

  TradeProcessor processor() {
    return processor(slot(Duration.ofMinutes(5)), SETTINGS);
  }

  /** One whose time is {@link #now}. */
  TradeProcessor processor(ConsumerSlot slot, TradeSettings settings) {
    return processor(slot, settings, () -> now);
  }

  TradeProcessor processor(ConsumerSlot slot, TradeSettings settings, InstantSource clock) {
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
          public void figure(String name, String value) {
            figures.put(name, value);
          }
        };
    return new TradeProcessor(redis, slot, settings, heartbeat, clock);
  }

  void publish(OrderFilled... fills) throws TransientException {
    for (OrderFilled fill : fills) {
      publishRaw("1", OrderFilledCodec.encode(fill));
    }
  }

  String publishRaw(String version, byte[] payload) throws TransientException {
    return redis.run(
        "test",
        client ->
            new String(
                client.xadd(
                    Streams.ORDER_EVENTS.key().getBytes(UTF_8),
                    Map.of(
                        "v".getBytes(UTF_8),
                        version.getBytes(UTF_8),
                        "event".getBytes(UTF_8),
                        payload),
                    XAddParams.xAddParams()),
                UTF_8));
  }

  /** Buys of one token with ids {@code prefix1, prefix2, ...}. */
  void publishMany(String prefix, int count, String token) throws TransientException {
    redis.run(
        "test",
        client -> {
          try (var pipeline = client.pipelined()) {
            for (int i = 1; i <= count; i++) {
              byte[] payload =
                  OrderFilledCodec.encode(Fills.buy(prefix + i, token, 400_000, 1_000_000));
              pipeline.xadd(
                  Streams.ORDER_EVENTS.key().getBytes(UTF_8),
                  Map.of(
                      "v".getBytes(UTF_8), "1".getBytes(UTF_8), "event".getBytes(UTF_8), payload),
                  XAddParams.xAddParams());
              if (i % 1_000 == 0) {
                pipeline.sync();
              }
            }
            pipeline.sync();
          }
          return true;
        });
  }

  void market(String token, MarketOutcome market) throws TransientException {
    redis.run("test", client -> client.hset(Keys.token(new TokenId(token)), market.fields()));
  }

  /** Runs steps until a condition holds. */
  void runUntil(TradeProcessor processor, Condition condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within a minute; trades " + tradeCount());
      }
      processor.runOnce();
      now = now.plusSeconds(1);
    }
  }

  interface Condition {
    boolean holds() throws Exception;
  }

  long tradeCount() throws TransientException {
    return redis.run("test", client -> client.xlen(Streams.TRADES.key()));
  }

  long parkedCount() throws TransientException {
    String count = redis.run("test", client -> client.get(Keys.PARKED_COUNT));
    return count == null ? 0 : Long.parseLong(count);
  }

  long pendingCount() throws TransientException {
    return redis.run(
        "test",
        client -> client.xpending(Streams.ORDER_EVENTS.key(), Streams.TRADE_PROCESSOR).getTotal());
  }

  List<Trade> trades() throws Exception {
    var trades = new ArrayList<Trade>();
    for (Entry entry : entries(Streams.TRADES)) {
      trades.add(TradeCodec.decode(entry.payload()));
    }
    return trades;
  }

  /** The event ids of all trades, in the order of the stream. */
  List<String> tradedIds() throws Exception {
    return trades().stream().map(trade -> trade.fill().eventId()).toList();
  }

  List<DeadLetter> deadLetters() throws TransientException {
    return entries(Streams.DEAD_LETTERS).stream().map(DeadLetter::decode).toList();
  }

  private List<Entry> entries(Streams stream) throws TransientException {
    return new ConsumerGroup(redis, stream, "none", "none").range("-", "+", 1_000_000);
  }

  ConsumerGroup consumer(String name) {
    return new ConsumerGroup(redis, Streams.ORDER_EVENTS, Streams.TRADE_PROCESSOR, name);
  }

  @Override
  public void close() {
    redis.close();
    server.close();
  }
}
