package io.polytape.ingesters.goldsky;

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
import io.polytape.common.trade.Exchanges;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code polytape goldsky-ingester}. */
@Command(
    name = GoldskyIngesterCommand.NAME,
    description = "Reads fills from the order-book subgraph into stream:order_events.",
    footer = {
      "",
      "Examples:",
      "  polytape goldsky-ingester",
      "  polytape goldsky-ingester --goldsky-start 2026-01-01 --goldsky-parallel 8"
    })
public final class GoldskyIngesterCommand extends ConfiguredCommand {
  static final String NAME = "goldsky-ingester";

  private static final Duration LEASE_TIME = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMillis(500);
  private static final Duration PROBE_AFTER = Duration.ofSeconds(5);
  private static final long LARGEST_ANSWER = 32L * 1024 * 1024;
  private static final Duration KEEP_MARGIN = Duration.ofSeconds(60);

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    settings.addAll(
        List.of(
            GoldskySettings.URL,
            GoldskySettings.POLL_INTERVAL,
            GoldskySettings.OVERLAP,
            GoldskySettings.STALE_AFTER,
            GoldskySettings.PAGE_SIZE,
            GoldskySettings.PARALLEL,
            GoldskySettings.RATE,
            GoldskySettings.TIMEOUT,
            GoldskySettings.START,
            Exchanges.SETTING));
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
                FillDecoder.SOURCE, config.get(GoldskySettings.TIMEOUT), LARGEST_ANSWER, clock);
        var client =
            new GoldskyClient(
                config.get(GoldskySettings.URL),
                http,
                new SourceGuard(FillDecoder.SOURCE, PROBE_AFTER, heartbeat),
                new RateLimiter(
                    FillDecoder.SOURCE,
                    config.get(GoldskySettings.RATE),
                    config.get(GoldskySettings.PARALLEL)),
                config.get(GoldskySettings.PAGE_SIZE));
        var ahead = new PageAhead(client, config.get(GoldskySettings.PARALLEL));
        var lease = new HeldLease(new Lease(redis, FillDecoder.SOURCE, instance, LEASE_TIME))) {
      http.cancelOn(shutdown);
      RedisCheck.require(redis, shutdown);
      Duration overlap = config.get(GoldskySettings.OVERLAP);
      var poller =
          new FillsPoller(
              redis,
              lease,
              new Backpressure(redis, List.of(Streams.ORDER_EVENTS, Streams.TRADES)),
              client,
              ahead,
              new FillPublisher(
                  redis, new FillDecoder(config.get(Exchanges.SETTING)), overlap.plus(KEEP_MARGIN)),
              new SourceStatus(
                  redis, new SourceClocks(config.get(GoldskySettings.STALE_AFTER)), heartbeat),
              heartbeat,
              new FillsPoller.Config(
                  config.get(GoldskySettings.START),
                  config.get(GoldskySettings.POLL_INTERVAL),
                  overlap),
              clock);
      new WorkerLoop(NAME, poller, shutdown, IDLE, Backoff.standard(), heartbeat).run();
    }
    return 0;
  }
}
