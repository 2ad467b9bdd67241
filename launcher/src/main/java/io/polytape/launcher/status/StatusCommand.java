package io.polytape.launcher.status;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.launcher.Json;
import io.polytape.launcher.LauncherSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape status}: what each worker says of itself. */
@Command(
    name = "status",
    description = {
      "Shows every worker with its state, and the length of every stream.",
      "Ends with 0 when the whole set is healthy and with 1 when something is missing."
    },
    footer = {
      "",
      "Example:",
      "  polytape status",
      "Example: wait until everything is up",
      "  polytape status --wait 2m"
    })
public final class StatusCommand extends ConfiguredCommand {
  private static final List<String> EXPECTED =
      List.of(
          "polymarket-ingester",
          "goldsky-ingester",
          "websocket-ingester",
          "trade-processor",
          "book-processor",
          "alert-engine",
          "clickhouse-writer");
  private static final Duration TICK = Duration.ofMillis(250);
  private static final Setting<Duration> WAIT = Setting.duration("WAIT", "0s", "");

  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "as JSON")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "0s",
      description = "wait that long for the whole set to be healthy, such as 2m")
  private String wait = "0s";

  @Option(names = "--quiet", description = "only say what is missing")
  private boolean quiet;

  /** Everything that is shown. */
  private record Picture(
      List<WorkerState> workers, Map<String, Long> streams, List<String> missing) {}

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    all.add(LauncherSettings.DASHBOARD_HOST);
    all.add(LauncherSettings.DASHBOARD_PORT);
    return all;
  }

  @Override
  protected int run(Config config) throws Exception {
    long deadline = System.nanoTime() + waiting().toNanos();
    try (var redis = Redis.open(config)) {
      var picture = look(redis, config);
      while (!picture.missing().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(TICK);
        picture = look(redis, config);
      }
      print(picture);
      return picture.missing().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
  }

  private Duration waiting() throws ConfigException {
    try {
      return WAIT.parser().apply(wait);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--wait: " + e.getMessage() + ", was '" + wait + "'");
    }
  }

  private static Picture look(Redis redis, Config config) {
    long now = System.currentTimeMillis();
    var missing = new ArrayList<String>();
    List<WorkerState> workers = List.of();
    var lengths = new LinkedHashMap<String, Long>();
    try {
      workers = new Fleet(redis).workers(now);
      for (Streams stream : Streams.all()) {
        lengths.put(stream.key(), redis.run("status", client -> client.xlen(stream.key())));
      }
      for (String name : EXPECTED) {
        List<WorkerState> of = workers.stream().filter(w -> w.worker().equals(name)).toList();
        if (of.isEmpty()) {
          missing.add(name + " has not started");
        } else if (of.stream().noneMatch(worker -> worker.isHealthy(now))) {
          var worker = of.getFirst();
          missing.add(
              name
                  + " is "
                  + worker.verdict(now)
                  + (worker.reason().isEmpty() ? "" : ": " + worker.reason()));
        }
      }
    } catch (TransientException e) {
      missing.add(String.valueOf(e.getMessage()));
    }
    if (!dashboardReady(config)) {
      missing.add(
          "the dashboard is not ready on port " + config.get(LauncherSettings.DASHBOARD_PORT));
    }
    return new Picture(workers, lengths, missing);
  }

  private static boolean dashboardReady(Config config) {
    String host = config.get(LauncherSettings.DASHBOARD_HOST);
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    }
    try {
      var address =
          URI.create(
              "http://%s:%d/ready".formatted(host, config.get(LauncherSettings.DASHBOARD_PORT)));
      var connection = (HttpURLConnection) address.toURL().openConnection();
      connection.setConnectTimeout(1_000);
      connection.setReadTimeout(3_000);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      return false;
    }
  }

  private void print(Picture picture) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(picture));
    } else {
      if (!quiet) {
        printTable(out, picture);
      }
      picture.missing().forEach(line -> out.println("MISSING " + line));
    }
    out.flush();
  }

  private static void printTable(PrintWriter out, Picture picture) {
    long now = System.currentTimeMillis();
    for (WorkerState worker : picture.workers()) {
      out.printf(
          "%-22s %-9s pid %-8d up %-8s moved %-10d %s%n",
          worker.worker(),
          worker.verdict(now),
          worker.pid(),
          age(now - worker.startedAt()),
          worker.moved(),
          worker.reason());
    }
    picture.streams().forEach((stream, length) -> out.printf("%-22s %d entries%n", stream, length));
  }

  private static String age(long millis) {
    var age = Duration.ofMillis(millis);
    return age.toHours() > 0
        ? age.toHours() + "h" + age.toMinutesPart() + "m"
        : age.toMinutes() > 0
            ? age.toMinutes() + "m" + age.toSecondsPart() + "s"
            : age.toSeconds() + "s";
  }
}
