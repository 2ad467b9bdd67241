package io.polytape.ingesters.goldsky;

import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceGuard;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.Exchanges;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A goldsky-ingester without its command, for tests: no polling interval, short timeouts. */
final class Ingester implements AutoCloseable {
  final FillsPoller poller;
  private final Redis redis;
  private final SourceHttp http;
  private final GoldskyClient client;
  private final PageAhead ahead;
  private final HeldLease lease;

  Ingester(Redis redis, String url, int pid, int pageSize, InstantSource clock) {
    this.redis = redis;
    this.http =
        new SourceHttp("goldsky", Duration.ofMillis(700), 32 * 1024 * 1024, InstantSource.system());
    this.client =
        new GoldskyClient(
            URI.create(url),
            http,
            new SourceGuard("goldsky", Duration.ofMillis(1), Heartbeat.NONE),
            new RateLimiter("goldsky", 10_000, 100),
            pageSize);
    this.ahead = new PageAhead(client, 4);
    this.lease =
        new HeldLease(
            new Lease(
                redis, "goldsky", new Instance("host" + pid, pid, 1), Duration.ofSeconds(10)));
    this.poller =
        new FillsPoller(
            redis,
            lease,
            new Backpressure(redis, List.of(Streams.ORDER_EVENTS)),
            client,
            ahead,
            new FillPublisher(redis, new FillDecoder(Exchanges.known()), Duration.ofSeconds(90)),
            new SourceStatus(redis, new SourceClocks(Duration.ofMinutes(10)), Heartbeat.NONE),
            Heartbeat.NONE,
            new FillsPoller.Config(0, Duration.ZERO, Duration.ofSeconds(30)),
            clock);
  }

  /** Steps, through failures, until that many entries are in the stream. */
  void runUntil(long entries) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    @Nullable TransientException last = null;
    while (length(redis) < entries) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError(
            "only " + length(redis) + " of " + entries + " entries were published", last);
      }
      last = step();
    }
  }

  /** So many steps, whatever they bring. */
  void steps(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      @Nullable TransientException ignored = step();
    }
  }

  private @Nullable TransientException step() throws InterruptedException {
    try {
      int ignored = poller.runOnce();
      return null;
    } catch (TransientException e) {
      return e;
    }
  }

  static long length(Redis redis) throws TransientException {
    return redis.run("test", client -> client.xlen(Streams.ORDER_EVENTS.key()));
  }

  /** Ends it as a killed process ends: nothing is given back but what a time-out would free. */
  @Override
  public void close() {
    ahead.close();
    client.close();
    http.close();
    lease.close();
  }
}
