package io.polytape.embedded;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.worker.Shutdown;
import io.polytape.embedded.fetch.Cache;
import io.polytape.embedded.redis.EmbeddedRedis;
import io.polytape.embedded.redis.RedisSettings;
import io.polytape.embedded.redis.RedisUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code polytape embedded-redis}: a Redis with nothing installed. */
@Command(
    name = "embedded-redis",
    description = {
      "Runs a Redis server on this machine, its data in DATA_DIR/redis.",
      "An installed redis-server of 6.2 or newer is used, else the one carried along."
    },
    footer = {
      "",
      "Example:",
      "  polytape embedded-redis --redis-port 6380 --data-dir /var/polytape"
    })
public final class EmbeddedRedisCommand extends ConfiguredCommand {
  private static final Setting<Long> MAX_MEMORY_MB =
      Setting.number(
          "REDIS_MAX_MEMORY_MB",
          2048,
          0,
          1 << 20,
          "beyond this the embedded Redis refuses writes; 0 for no bound");

  private static final Logger log = LoggerFactory.getLogger(EmbeddedRedisCommand.class);
  private static final Duration LOOK = Duration.ofMillis(200);

  @Override
  protected List<Setting<?>> settings() {
    return List.of(
        CommonSettings.REDIS_HOST,
        CommonSettings.REDIS_PORT,
        CommonSettings.REDIS_PASSWORD,
        CommonSettings.DATA_DIR,
        MAX_MEMORY_MB);
  }

  @Override
  protected int run(Config config) throws Exception {
    String host = config.get(CommonSettings.REDIS_HOST);
    Optional<String> password = config.find(CommonSettings.REDIS_PASSWORD);
    Binding.check(CommonSettings.REDIS_HOST, host, CommonSettings.REDIS_PASSWORD, password);
    RedisSettings settings = settings(config, host, password);
    try (Shutdown shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        EmbeddedRedis redis =
            EmbeddedRedis.start(settings, System.getenv(), Cache.folder(System.getenv()))) {
      log.atInfo()
          .addKeyValue("host", host)
          .addKeyValue("port", settings.port())
          .addKeyValue("folder", settings.folder())
          .log("redis is ready");
      while (!shutdown.isRequested()) {
        if (!redis.isAlive()) {
          log.atError().addKeyValue("code", redis.waitFor()).log("redis ended by itself");
          return 1;
        }
        shutdown.await(LOOK);
      }
      return 0;
    } catch (RedisUnavailableException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static RedisSettings settings(Config config, String host, Optional<String> password)
      throws ConfigException {
    try {
      return new RedisSettings(
          host,
          config.get(CommonSettings.REDIS_PORT),
          password,
          config.get(CommonSettings.DATA_DIR).resolve("redis"),
          config.get(MAX_MEMORY_MB) << 20);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }
}
