package io.polytape.dashboard;

import io.javalin.util.JavalinBindException;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.WorkerLoop;
import io.polytape.dashboard.live.Live;
import io.polytape.dashboard.status.Sampler;
import io.polytape.dashboard.web.Latest;
import io.polytape.dashboard.web.WebServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** {@code polytape dashboard}: serves the page. Works, and says so, while an engine is away. */
@Command(
    name = "dashboard",
    description = "Serves the page that shows the whole pipeline, its API and its metrics.",
    footer = {"", "Example:", "  polytape dashboard --dashboard-port 8080"})
public final class DashboardCommand extends ConfiguredCommand {
  public static final Setting<String> DASHBOARD_HOST =
      Setting.text("DASHBOARD_HOST", "127.0.0.1", "address the page listens on");
  public static final Setting<Integer> DASHBOARD_PORT =
      Setting.port("DASHBOARD_PORT", 8080, "port of the page");

  private static final Logger log = LoggerFactory.getLogger(DashboardCommand.class);
  private static final String NAME = "dashboard";
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(List.of(DASHBOARD_HOST, DASHBOARD_PORT));
    all.addAll(CommonSettings.REDIS);
    all.addAll(CommonSettings.CLICKHOUSE);
    return all;
  }

  @Override
  protected int run(Config config) throws Exception {
    String host = config.get(DASHBOARD_HOST);
    int port = config.get(DASHBOARD_PORT);
    ClickHouse clickHouse = clickHouse(config);
    InstantSource clock = InstantSource.system();
    var latest = new Latest();
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config);
        var live = new Live(redis, clickHouse, clock);
        var server = new WebServer(host, latest, live)) {
      listen(server, host, port);
      try (var sampler = new Sampler(redis, clickHouse, live::status, clock, latest::publish);
          var heartbeat = new RedisHeartbeat(redis, NAME, Instance.current(), clock)) {
        new WorkerLoop(NAME, sampler, shutdown, INTERVAL, Backoff.standard(), heartbeat).run();
      }
    }
    return 0;
  }

  private static ClickHouse clickHouse(Config config) throws ConfigException {
    try {
      return ClickHouse.of(config);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          CommonSettings.CLICKHOUSE_DATABASE.variable() + ": " + e.getMessage());
    }
  }

  private static void listen(WebServer server, String host, int port) throws ConfigException {
    try {
      server.start(host, port);
    } catch (JavalinBindException e) {
      throw new ConfigException(
          "cannot listen on %s:%d (%s); set DASHBOARD_PORT or DASHBOARD_HOST to one that is free"
              .formatted(host, port, e.getMessage()));
    }
    log.atInfo()
        .addKeyValue("url", "http://" + host + ":" + server.port())
        .log("dashboard is listening");
  }
}
