package io.polytape.ingesters.clob;

import io.polytape.common.RedisServer;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.WorkerLoop;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/** A Redis, a scripted venue and what it takes to run ingesters between them, for tests. */
final class Bench implements AutoCloseable {
  static final Timing FAST =
      new Timing(
          Duration.ofMillis(200),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1),
          Duration.ofSeconds(60),
          Duration.ofMillis(100),
          Duration.ofMillis(400),
          Duration.ofMillis(5),
          Duration.ofMillis(50),
          Duration.ofMillis(100),
          Duration.ofMillis(300));

  final RedisServer server = RedisServer.start();
  final Redis redis = server.open();
  final VenueServer venue = new VenueServer();
  private final List<Running> running = new ArrayList<>();

  /** An ingester in threads of its own. */
  final class Running implements AutoCloseable {
    private final Stopping stop = new Stopping();
    private final Redis own = server.open();
    private final HeldLease lease;
    final WebsocketIngester ingester;
    private final Thread thread;

    Running(int pid, Capture.Config config) {
      this.lease =
          new HeldLease(
              new Lease(
                  own,
                  EventPublisher.SOURCE,
                  new Instance("h" + pid, pid, 1),
                  Duration.ofSeconds(2)));
      this.ingester =
          new WebsocketIngester(own, lease, config, Heartbeat.NONE, InstantSource.system());
      var loop =
          new WorkerLoop(
              "test",
              ingester,
              stop,
              Duration.ofMillis(20),
              new Backoff(
                  Duration.ofMillis(50),
                  Duration.ofMillis(100),
                  java.util.random.RandomGenerator.getDefault()),
              Heartbeat.NONE);
      this.thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      loop.run();
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                  });
    }

    @Override
    public void close() {
      stop.request();
      try {
        thread.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      ingester.close();
      lease.close();
      own.close();
    }
  }

  Running start(int pid) {
    return start(pid, config());
  }

  Running start(int pid, Capture.Config config) {
    var started = new Running(pid, config);
    running.add(started);
    return started;
  }

  Capture.Config config() {
    return config(FAST, 200, 1);
  }

  Capture.Config config(Timing timing, int tokensPerConnection, int redundancy) {
    return new Capture.Config(
        venue.url(),
        venue.restUrl(),
        "p",
        tokensPerConnection,
        redundancy,
        1024 * 1024,
        0,
        100_000,
        timing);
  }

  /** The n-th token id: 77 digits, as real ones have. */
  static String token(int n) {
    return BigInteger.TEN.pow(76).add(BigInteger.valueOf(n)).toString();
  }

  static List<String> tokens(int count) {
    var tokens = new ArrayList<String>();
    for (int i = 0; i < count; i++) {
      tokens.add(token(i));
    }
    return tokens;
  }

  void follow(Collection<String> tokens) throws TransientException {
    redis.run(
        "test",
        client -> {
          try (var pipeline = client.pipelined()) {
            for (String token : tokens) {
              pipeline.hset("token:" + token, Map.of("condition_id", VenueServer.MARKET));
              pipeline.sadd(Keys.ACTIVE_CLOB_TOKENS, token);
            }
            pipeline.sync();
          }
          return null;
        });
  }

  void unfollow(String token) throws TransientException {
    redis.run("test", client -> client.srem(Keys.ACTIVE_CLOB_TOKENS, token));
  }

  /** Every event of all partitions; those of a token in their order. */
  List<MarketEvent> events() throws Exception {
    var events = new ArrayList<MarketEvent>();
    for (int p = 0; p < Partitions.COUNT; p++) {
      for (StreamEntry entry : entries(Partitions.stream(p))) {
        events.add(
            MarketEventCodec.decode(
                java.util.Objects.requireNonNull(entry.getFields().get("event"))
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
      }
    }
    return events;
  }

  List<MarketEvent> events(String token) throws Exception {
    return events().stream().filter(event -> event.header().tokenId().equals(token)).toList();
  }

  <T extends MarketEvent> List<T> events(String token, Class<T> type) throws Exception {
    return events(token).stream().filter(type::isInstance).map(type::cast).toList();
  }

  private List<StreamEntry> entries(Streams stream) throws TransientException {
    return redis.run(
        "test", client -> client.xrange(stream.key(), (StreamEntryID) null, (StreamEntryID) null));
  }

  List<DeadLetter> deadLetters() throws TransientException {
    return entries(Streams.DEAD_LETTERS).stream()
        .map(
            entry -> {
              Map<String, byte[]> fields = new HashMap<>();
              entry
                  .getFields()
                  .forEach(
                      (name, value) ->
                          fields.put(
                              name, value.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
              return DeadLetter.decode(new Entry(entry.getID().toString(), fields));
            })
        .toList();
  }

  Map<String, String> counts() throws TransientException {
    return redis.run("test", client -> client.hgetAll(Keys.CLOB_EVENTS));
  }

  /** Waits until a condition holds. */
  static void until(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(30);
    @Nullable Throwable last = null;
    while (true) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (TransientException e) {
        last = e;
      }
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the condition did not come true", last);
      }
      Thread.sleep(10);
    }
  }

  @Override
  public void close() {
    for (Running each : running) {
      each.close();
    }
    venue.close();
    redis.close();
    server.close();
  }
}
