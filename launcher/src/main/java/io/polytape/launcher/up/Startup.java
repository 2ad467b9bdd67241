package io.polytape.launcher.up;

import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import io.polytape.launcher.LauncherSettings;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the engines up, makes the tables, and sees the workers through their first seconds. */
final class Startup {
  private static final Logger log = LoggerFactory.getLogger(Startup.class);
  private static final Duration TICK = Duration.ofMillis(100);
  private static final Duration RETRY = Duration.ofSeconds(2);
  private static final int MOST_ENDS = 5;
  private static final int CONFIGURATION = 2;
  private static final int FIRST_SIGNAL = 128;

  private final Config config;
  private final Supervisor supervisor;
  private final Commands commands;
  private final Path logDir;
  private final StopSignal stop;

  Startup(Config config, Supervisor supervisor, Commands commands, Path logDir, StopSignal stop) {
    this.config = config;
    this.supervisor = supervisor;
    this.commands = commands;
    this.logDir = logDir;
    this.stop = stop;
  }

  /** Starts everything in its order; returns early when stopping is requested. */
  void run(Plan plan) throws UpException, ConfigException, IOException, InterruptedException {
    plan.with(Member.Role.ENGINE).forEach(supervisor::start);
    if (plan.has(Plan.SIMULATOR)) {
      supervisor.start(Plan.SIMULATOR);
    }
    await("Redis", this::redisAnswers);
    if (plan.has(Plan.SIMULATOR)) {
      await("simulator", this::simulatorAnswers);
    }
    if (plan.has(Plan.WRITER)) {
      await("ClickHouse", this::clickHouseAnswers);
      setUpSchema();
    }
    for (Member member : plan.withoutEngines()) {
      if (!stop.isRequested() && !member.equals(Plan.SIMULATOR)) {
        supervisor.start(member);
      }
    }
  }

  /**
   * Throws when a child cannot come up, so that a mistake does not look like a slow start. One that
   * somebody kills is no such child.
   */
  void checkChildren() throws UpException {
    for (Child child : supervisor.children()) {
      int code = child.lastCode().orElse(0);
      boolean misconfigured = child.firstCode().orElse(0) == CONFIGURATION;
      if (misconfigured || (child.ends() >= MOST_ENDS && code < FIRST_SIGNAL)) {
        throw new UpException(
            "%s cannot start (exit code %d). It said:%n%s%s"
                .formatted(
                    child.name(),
                    code,
                    Tail.of(child.output(), 10),
                    Tail.of(logDir.resolve(child.name() + ".log"), 5)),
            misconfigured ? CONFIGURATION : 1);
      }
    }
  }

  @FunctionalInterface
  private interface Probe {
    boolean answers() throws ConfigException;
  }

  private void await(String engine, Probe probe)
      throws UpException, ConfigException, InterruptedException {
    long startedAt = System.nanoTime();
    long said = startedAt;
    while (!stop.isRequested() && !probe.answers()) {
      checkChildren();
      if (System.nanoTime() - said > Duration.ofSeconds(10).toNanos()) {
        said = System.nanoTime();
        log.atInfo()
            .addKeyValue("engine", engine)
            .addKeyValue("waited_s", Duration.ofNanos(said - startedAt).toSeconds())
            .log("still waiting for engine");
      }
      stop.await(TICK);
    }
    log.atInfo()
        .addKeyValue("engine", engine)
        .addKeyValue("waited_ms", (System.nanoTime() - startedAt) / 1_000_000)
        .log("engine answers");
  }

  private boolean redisAnswers() throws ConfigException {
    try (var redis = Redis.open(config)) {
      var check = RedisCheck.of(redis);
      if (!check.faults().isEmpty()) {
        throw new ConfigException(check.faults());
      }
      return true;
    } catch (TransientException e) {
      return false;
    }
  }

  private boolean clickHouseAnswers() {
    return answers(
        config.get(CommonSettings.CLICKHOUSE_HOST),
        config.get(CommonSettings.CLICKHOUSE_PORT),
        "/ping");
  }

  private boolean simulatorAnswers() {
    return answers(
        config.get(LauncherSettings.SIMULATOR_HOST),
        config.get(LauncherSettings.SIMULATOR_PORT),
        "/control/state");
  }

  private static boolean answers(String host, int port, String path) {
    try {
      var address = URI.create("http://%s:%d%s".formatted(host, port, path));
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(2_000);
      connection.setReadTimeout(2_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private void setUpSchema() throws UpException, IOException, InterruptedException {
    Path output = logDir.resolve("setup-schema.out");
    for (int attempt = 1; !stop.isRequested(); attempt++) {
      var builder =
          new ProcessBuilder(commands.line("setup-schema"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile());
      builder.environment().putAll(commands.environment());
      int code = builder.start().waitFor();
      if (code == 0) {
        log.atInfo().log("schema is current");
        return;
      }
      if (code == CONFIGURATION || attempt == MOST_ENDS) {
        throw new UpException(
            "setup-schema failed (exit code %d). It said:%n%s".formatted(code, Tail.of(output, 20)),
            code == CONFIGURATION ? CONFIGURATION : 1);
      }
      stop.await(RETRY);
    }
  }
}
