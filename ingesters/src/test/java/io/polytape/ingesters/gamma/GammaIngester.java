package io.polytape.ingesters.gamma;

import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceGuard;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A polymarket-ingester without its command, for tests: short intervals and time-outs. */
final class GammaIngester implements AutoCloseable {
  final MarketsPoller poller;
  private final SourceHttp http;
  private final HeldLease lease;
  private Runnable meanwhile = () -> {};

  GammaIngester(Redis redis, String url, int pid, int mostMarkets) {
    this(redis, url, pid, mostMarkets, List.of());
  }

  GammaIngester(Redis redis, String url, int pid, int mostMarkets, List<SlugPattern> patterns) {
    InstantSource clock =
        () -> {
          meanwhile.run();
          return Instant.now();
        };
    this.http =
        new SourceHttp("gamma", Duration.ofMillis(700), 64 * 1024 * 1024, InstantSource.system());
    this.lease =
        new HeldLease(
            new Lease(redis, "gamma", new Instance("host" + pid, pid, 1), Duration.ofSeconds(10)));
    var events = new EventIndex();
    var client =
        new GammaClient(
            URI.create(url),
            http,
            new SourceGuard("gamma", Duration.ofMillis(1), Heartbeat.NONE),
            new RateLimiter("gamma", 10_000, 100),
            new RateLimiter("gamma", 10_000, 100));
    var followed =
        new Followed(
            redis, new Followed.Limits(mostMarkets, BigDecimal.ZERO, BigDecimal.ZERO, Set.of()));
    this.poller =
        new MarketsPoller(
            redis,
            lease,
            new Backpressure(redis, List.of(Streams.MARKETS)),
            client,
            events,
            new MarketPage(
                new MarketReader(events), new BadMarkets(redis), new Drift(Heartbeat.NONE)),
            followed,
            new Discovery(
                redis, client, followed, new Discovery.Config(patterns, Duration.ofMillis(200))),
            Heartbeat.NONE,
            new MarketsPoller.Config(
                Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(200)),
            clock);
  }

  /** What happens from now on in each step between taking the lease and publishing. */
  void meanwhile(Runnable event) {
    meanwhile = event;
  }

  /** Steps, through failures, until a condition holds. */
  void runUntil(Callable<Boolean> condition) throws Exception {
    Instant deadline = Instant.now().plusSeconds(60);
    @Nullable TransientException last = null;
    while (!condition.call()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("the condition did not come true", last);
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

  @Override
  public void close() {
    http.close();
    lease.close();
  }
}
