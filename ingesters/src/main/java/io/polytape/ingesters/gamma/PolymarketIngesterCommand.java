package io.polytape.ingesters.gamma;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceGuard;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;

/** {@code polytape polymarket-ingester}. */
@Command(
    name = PolymarketIngesterCommand.NAME,
    description = "Reads markets from Gamma into stream:markets and the hashes of their tokens.",
    footer = {
      "",
      "Examples:",
      "  polytape polymarket-ingester",
      "  polytape polymarket-ingester --gamma-categories politics,crypto --gamma-max-markets 500"
    })
public final class PolymarketIngesterCommand extends ConfiguredCommand {
  static final String NAME = "polymarket-ingester";

  private static final Duration LEASE_TIME = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration PROBE_AFTER = Duration.ofSeconds(5);
  private static final long LARGEST_ANSWER = 64L * 1024 * 1024;

  /** Documented are 300 and 500 requests in 10 s; we leave a good part of it to others. */
  private static final double MARKETS_PER_SECOND = 18;

  private static final double EVENTS_PER_SECOND = 25;

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    settings.addAll(
        List.of(
            GammaSettings.URL,
            GammaSettings.POLL_INTERVAL,
            GammaSettings.REFRESH_INTERVAL,
            GammaSettings.CLOSED_INTERVAL,
            GammaSettings.TIMEOUT,
            GammaSettings.MAX_MARKETS,
            GammaSettings.MIN_LIQUIDITY,
            GammaSettings.MIN_VOLUME,
            GammaSettings.CATEGORIES,
            GammaSettings.DISCOVERY_SLUGS,
            GammaSettings.DISCOVERY_INTERVAL));
    return settings;
  }

  @Override
  protected int run(Config config) throws Exception {
    InstantSource clock = InstantSource.system();
    Instance instance = Instance.current();
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config);
        var heartbeat = new RedisHeartbeat(redis, NAME, instance, clock);
        var http =
            new SourceHttp(
                GammaClient.STAGE, config.get(GammaSettings.TIMEOUT), LARGEST_ANSWER, clock);
        var lease = new HeldLease(new Lease(redis, GammaClient.STAGE, instance, LEASE_TIME))) {
      http.cancelOn(shutdown);
      RedisCheck.require(redis, shutdown);
      var client =
          new GammaClient(
              config.get(GammaSettings.URL),
              http,
              new SourceGuard(GammaClient.STAGE, PROBE_AFTER, heartbeat),
              new RateLimiter("gamma /markets", MARKETS_PER_SECOND, 10),
              new RateLimiter("gamma /events", EVENTS_PER_SECOND, 10));
      var events = new EventIndex();
      var limits =
          new Followed.Limits(
              config.get(GammaSettings.MAX_MARKETS),
              config.get(GammaSettings.MIN_LIQUIDITY),
              config.get(GammaSettings.MIN_VOLUME),
              config.find(GammaSettings.CATEGORIES).orElse(Set.of()));
      var followed = new Followed(redis, limits);
      var discovery =
          new Discovery(
              redis,
              client,
              followed,
              new Discovery.Config(
                  config.get(GammaSettings.DISCOVERY_SLUGS),
                  config.get(GammaSettings.DISCOVERY_INTERVAL)));
      var poller =
          new MarketsPoller(
              redis,
              lease,
              new Backpressure(redis, List.of(Streams.MARKETS)),
              client,
              events,
              new MarketPage(new MarketReader(events), new BadMarkets(redis), new Drift(heartbeat)),
              followed,
              discovery,
              heartbeat,
              new MarketsPoller.Config(
                  config.get(GammaSettings.POLL_INTERVAL),
                  config.get(GammaSettings.REFRESH_INTERVAL),
                  config.get(GammaSettings.CLOSED_INTERVAL)),
              clock);
      new WorkerLoop(NAME, poller, shutdown, IDLE, Backoff.standard(), heartbeat).run();
    }
    return 0;
  }
}
