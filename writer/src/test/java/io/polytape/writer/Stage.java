package io.polytape.writer;

import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.market.Market;
import io.polytape.common.market.MarketCodec;
import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.trade.TradeCodec;
import io.polytape.common.worker.TransientException;
import io.polytape.embedded.ClickHouseServer;
import io.polytape.schema.SchemaSetup;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import redis.clients.jedis.params.XAddParams;

/** A Redis of its own and a database with our tables: what a writer needs to run. */
final class Stage implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(60);

  final RedisServer redisServer = RedisServer.start();
  final Redis redis = redisServer.open();
  final ClickHouseServer server;
  final ClickHouse clickHouse;
  final com.clickhouse.client.api.Client client;
  boolean checkKeys = true;
  private int processes;

  Stage() throws Exception {
    this(ClickHouseServer.shared());
  }

  Stage(ClickHouseServer server) throws Exception {
    this.server = server;
    String database = "writer_" + UUID.randomUUID().toString().replace("-", "");
    clickHouse = new ClickHouse(server.host(), server.port(), database, "default", "");
    new SchemaSetup(clickHouse).apply();
    client = clickHouse.client();
    ConsumerGroup.createAll(redis);
  }

  /** A process that nobody can find dead by its id. */
  Instance process() {
    return new Instance("host-" + ++processes, 1, 1);
  }

  ConsumerSlot slot(Instance instance) throws TransientException {
    var slot =
        new ConsumerSlot(
            redis, Streams.CLICKHOUSE_WRITER, instance, Duration.ofMinutes(5), System::nanoTime);
    slot.renew();
    return slot;
  }

  Sink sink() {
    return new ClickHouseSink(client);
  }

  BatchWriter writer(Target target, ConsumerSlot slot, Sink sink, int rows) {
    return writer(target, slot, sink, new FlushPolicy(rows, 1 << 25, Duration.ZERO));
  }

  BatchWriter writer(Target target, ConsumerSlot slot, Sink sink, FlushPolicy policy) {
    return new BatchWriter(
        redis, target, slot, sink, policy, checkKeys, InstantSource.system(), (t, s, b, d) -> {});
  }

  void fills(int from, int to) throws TransientException {
    var events = new ArrayList<byte[]>();
    for (int n = from; n < to; n++) {
      events.add(OrderFilledCodec.encode(Samples.fill(n)));
    }
    add(Streams.ORDER_EVENTS, events);
  }

  void trades(int from, int to) throws TransientException {
    var events = new ArrayList<byte[]>();
    for (int n = from; n < to; n++) {
      events.add(TradeCodec.encode(Samples.trade(n)));
    }
    add(Streams.TRADES, events);
  }

  void market(Market market) throws TransientException {
    add(Streams.MARKETS, List.of(MarketCodec.encode(market)));
  }

  void add(Streams stream, List<byte[]> events) throws TransientException {
    redis.run(
        "test",
        client -> {
          try (var pipeline = client.pipelined()) {
            int waiting = 0;
            for (byte[] event : events) {
              pipeline.xadd(
                  bytes(stream.key()),
                  new XAddParams(),
                  Map.of(bytes("v"), bytes("1"), bytes("event"), event));
              if (++waiting % 10_000 == 0) {
                pipeline.sync();
              }
            }
            pipeline.sync();
          }
          return true;
        });
  }

  long pending(Streams stream) throws TransientException {
    return redis.run(
        "test", client -> client.xpending(stream.key(), Streams.CLICKHOUSE_WRITER).getTotal());
  }

  long manifests() throws TransientException {
    return redis.run("test", client -> client.keys("batch:*").size());
  }

  /** The answer to a question in our database, tab separated. */
  String ask(String sql) {
    return server.execute(sql.replace("{db}", clickHouse.database()));
  }

  /** Rows of a table, and distinct event ids in it. */
  String rowsAndKeys(String table) {
    return ask("SELECT count(), uniqExact(event_id) FROM {db}." + table);
  }

  /** Runs a writer until a condition holds; what it throws on the way is part of the game. */
  static void runUntil(BatchWriter writer, BooleanSupplier done) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not done within " + PATIENCE);
      }
      try {
        writer.runOnce();
      } catch (TransientException e) {
        Thread.onSpinWait();
      }
    }
  }

  /** Runs a writer until nothing is left to do for it. */
  void drain(BatchWriter writer, Target target) throws InterruptedException {
    runUntil(
        writer,
        () -> {
          try {
            return redis.run(
                "test",
                client -> {
                  var group =
                      client.xinfoGroups(target.stream().key()).stream()
                          .filter(g -> g.getName().equals(Streams.CLICKHOUSE_WRITER))
                          .findFirst()
                          .orElseThrow();
                  var last = client.xinfoStream(target.stream().key()).getLastGeneratedId();
                  return group.getPending() == 0 && group.getLastDeliveredId().equals(last);
                });
          } catch (TransientException e) {
            return false;
          }
        });
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    try {
      server.execute("DROP DATABASE IF EXISTS " + clickHouse.database());
    } finally {
      client.close();
      redis.close();
      redisServer.close();
    }
  }
}
