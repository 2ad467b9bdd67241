package io.polytape.common.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Settings that several commands share. */
public final class CommonSettings {
  public static final Setting<String> REDIS_HOST =
      Setting.text("REDIS_HOST", "127.0.0.1", "host of Redis");
  public static final Setting<Integer> REDIS_PORT =
      Setting.port("REDIS_PORT", 6379, "port of Redis");
  public static final Setting<String> REDIS_PASSWORD =
      Setting.secret("REDIS_PASSWORD", "password of Redis, when it asks for one");

  public static final Setting<String> CLICKHOUSE_HOST =
      Setting.text("CLICKHOUSE_HOST", "127.0.0.1", "host of ClickHouse");
  public static final Setting<Integer> CLICKHOUSE_PORT =
      Setting.port("CLICKHOUSE_PORT", 8123, "HTTP port of ClickHouse");
  public static final Setting<String> CLICKHOUSE_DATABASE =
      Setting.text("CLICKHOUSE_DATABASE", "polymarket", "database that holds the tables");
  public static final Setting<String> CLICKHOUSE_USER =
      Setting.text("CLICKHOUSE_USER", "default", "user of ClickHouse");
  public static final Setting<String> CLICKHOUSE_PASSWORD =
      Setting.secret("CLICKHOUSE_PASSWORD", "password of that user");

  public static final Setting<Path> DATA_DIR =
      Setting.path("DATA_DIR", "data", "folder of the embedded engines' data");
  public static final Setting<Path> LOG_DIR =
      Setting.path("LOG_DIR", "logs", "folder of the log files; one file for each worker");
  public static final Setting<String> LOG_FORMAT =
      new Setting<>(
          "LOG_FORMAT", "text", "text or json", false, text -> oneOf(text, "text", "json"));
  public static final Setting<String> LOG_LEVEL =
      new Setting<>(
          "LOG_LEVEL",
          "info",
          "error, warn, info or debug",
          false,
          text -> oneOf(text, "error", "warn", "info", "debug"));
  public static final Setting<Boolean> LOG_CONSOLE =
      Setting.flag("LOG_CONSOLE", true, "whether to log to the console too");
  public static final Setting<Duration> SHUTDOWN_GRACE =
      Setting.duration("SHUTDOWN_GRACE", "20s", "longest time a worker may take to stop");

  /** What a worker needs to reach Redis. */
  public static final List<Setting<?>> REDIS = List.of(REDIS_HOST, REDIS_PORT, REDIS_PASSWORD);

  /** What a worker needs to reach ClickHouse. */
  public static final List<Setting<?>> CLICKHOUSE =
      List.of(
          CLICKHOUSE_HOST,
          CLICKHOUSE_PORT,
          CLICKHOUSE_DATABASE,
          CLICKHOUSE_USER,
          CLICKHOUSE_PASSWORD);

  /** What every command has. */
  public static final List<Setting<?>> PROCESS =
      List.of(LOG_DIR, LOG_FORMAT, LOG_LEVEL, LOG_CONSOLE, SHUTDOWN_GRACE);

  private CommonSettings() {}

  private static String oneOf(String text, String... allowed) {
    for (String each : allowed) {
      if (each.equals(text)) {
        return text;
      }
    }
    throw new IllegalArgumentException("expected one of " + String.join(", ", allowed));
  }
}
