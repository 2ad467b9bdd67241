package io.polytape.writer;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code polytape clickhouse-writer}. */
@Command(
    name = "clickhouse-writer",
    description = "Drains the streams into ClickHouse, every event exactly once.",
    footer = {
      "",
      "Several may run side by side: they share the work.",
      "",
      "Example:",
      "  polytape clickhouse-writer --writer-batch-time 1s --clickhouse-host 127.0.0.1"
    })
public final class WriterCommand extends ConfiguredCommand {
  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(WriterSettings.ALL);
    all.addAll(CommonSettings.REDIS);
    all.addAll(CommonSettings.CLICKHOUSE);
    return all;
  }

  @Override
  protected int run(Config config) throws Exception {
    ClickHouse clickHouse = clickHouse(config);
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config);
        var client = clickHouse.client()) {
      RedisCheck.require(redis, shutdown);
      try (var heartbeat =
          new RedisHeartbeat(
              redis, "clickhouse-writer", Instance.current(), InstantSource.system())) {
        heartbeat.waiting("looking at the tables of ClickHouse at " + clickHouse);
        SchemaCheck.require(clickHouse, shutdown);
        new WriterProcess(
                redis,
                client,
                WriterSettings.policy(config),
                config.get(WriterSettings.CHECK_KEYS),
                Instance.current(),
                shutdown,
                shutdown::request,
                heartbeat)
            .run();
      }
    }
    return 0;
  }

  private static ClickHouse clickHouse(Config config) throws ConfigException {
    try {
      return ClickHouse.of(config);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("CLICKHOUSE_DATABASE: " + e.getMessage());
    }
  }
}
