package io.polytape.processors.trade;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code polytape trade-processor}: turns fills into trades until it is stopped. */
@Command(
    name = "trade-processor",
    description = {
      "Reads fills, joins each with its market and outcome, and publishes it as a trade.",
      "Several may run side by side: they share the work and double nothing."
    },
    footer = {
      "",
      "Fills whose market is not known yet are parked and released when it is.",
      "What can never be a trade goes to the dead letters: see polytape dead-letters.",
      "",
      "Example: wait a week for unknown markets",
      "  polytape trade-processor --parked-max-age 7d"
    })
public final class TradeProcessorCommand extends ConfiguredCommand {
  /** Short: a read waits for entries by itself. */
  private static final Duration IDLE = Duration.ofMillis(50);

  private static final Duration SLOT_TIME = Duration.ofSeconds(10);

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<>(TradeSettings.ALL);
    settings.addAll(CommonSettings.REDIS);
    return settings;
  }

  @Override
  protected int run(Config config) throws Exception {
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config)) {
      RedisCheck.require(redis, shutdown);
      work(config, shutdown, redis);
    }
    return ExitCode.OK;
  }

  private static void work(Config config, StopSignal stop, Redis redis)
      throws InterruptedException {
    var instance = Instance.current();
    var clock = InstantSource.system();
    try (var heartbeat = new RedisHeartbeat(redis, "trade-processor", instance, clock);
        var slot =
            new ConsumerSlot(redis, Streams.TRADE_PROCESSOR, instance, SLOT_TIME, System::nanoTime)
                .renewing()) {
      var processor = new TradeProcessor(redis, slot, TradeSettings.of(config), heartbeat, clock);
      new WorkerLoop("trade-processor", processor, stop, IDLE, Backoff.standard(), heartbeat).run();
    }
  }
}
