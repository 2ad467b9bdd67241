package io.polytape.ingesters.clob;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.live.VenueSettings;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code polytape websocket-ingester}. */
@Command(
    name = WebsocketIngesterCommand.NAME,
    description = "Captures books, changes and trades of the followed tokens from the CLOB.",
    footer = {
      "",
      "Examples:",
      "  polytape websocket-ingester",
      "  polytape websocket-ingester --clob-tokens-per-connection 100 --clob-redundancy 2"
    })
public final class WebsocketIngesterCommand extends ConfiguredCommand {
  static final String NAME = "websocket-ingester";

  private static final Duration LEASE_TIME = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMillis(200);

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    settings.addAll(ClobSettings.ALL);
    return settings;
  }

  @Override
  protected int run(Config config) throws Exception {
    InstantSource clock = InstantSource.system();
    Instance instance = Instance.current();
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config);
        var heartbeat = new RedisHeartbeat(redis, NAME, instance, clock);
        var lease = new HeldLease(new Lease(redis, EventPublisher.SOURCE, instance, LEASE_TIME))) {
      RedisCheck.require(redis, shutdown);
      try (var ingester =
          new WebsocketIngester(redis, lease, capture(config, instance), heartbeat, clock)) {
        new WorkerLoop(NAME, ingester, shutdown, IDLE, Backoff.live(), heartbeat).run();
      }
    }
    return 0;
  }

  private static Capture.Config capture(Config config, Instance instance) {
    return new Capture.Config(
        config.get(VenueSettings.WS_URL),
        config.get(VenueSettings.CLOB_URL),
        instance.name(),
        config.get(ClobSettings.TOKENS_PER_CONNECTION),
        config.get(ClobSettings.REDUNDANCY),
        config.get(ClobSettings.MAX_FRAME),
        config.get(ClobSettings.AUDIT_RATE),
        config.get(ClobSettings.QUEUE),
        Timing.standard(config.get(ClobSettings.SILENCE), config.get(ClobSettings.FIRST_BOOK)));
  }
}
