package io.polytape.launcher.up;

import static io.polytape.common.config.CommonSettings.CLICKHOUSE_HOST;
import static io.polytape.common.config.CommonSettings.LOG_DIR;
import static io.polytape.common.config.CommonSettings.REDIS_HOST;
import static io.polytape.common.config.CommonSettings.SHUTDOWN_GRACE;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.Shutdown;
import io.polytape.launcher.LauncherSettings;
import io.polytape.launcher.status.Drain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code polytape up}: the whole set of processes under one supervisor. */
@Command(
    name = "up",
    description = {
      "Starts the engines that are not configured elsewhere, makes the tables, starts every worker,"
          + " and starts again what dies.",
      "SIGTERM stops the ingesters, waits until what they read is stored, then stops the rest;"
          + " engines last."
    },
    footer = {
      "",
      "Example: everything, against a simulated venue",
      "  polytape up --demo",
      "Example: only two workers, engines elsewhere",
      "  polytape up --only trade-processor,clickhouse-writer"
    })
public final class UpCommand extends ConfiguredCommand {
  private static final Logger log = LoggerFactory.getLogger(UpCommand.class);
  private static final Duration TICK = Duration.ofMillis(500);
  private static final Duration FIRST_SECONDS = Duration.ofSeconds(30);

  /** What one process may take beyond its own grace. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Option(names = "--demo", description = "run the simulated venue too")
  private boolean demo;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "NAME",
      description = "only these processes, such as goldsky-ingester,dashboard")
  private Set<String> only = new LinkedHashSet<>();

  @Option(names = "--dry-run", description = "check settings and ports, say what would run, stop")
  private boolean dryRun;

  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    all.addAll(CommonSettings.CLICKHOUSE);
    all.addAll(
        List.of(
            CommonSettings.DATA_DIR,
            LauncherSettings.RUN_DIR,
            LauncherSettings.DRAIN_TIMEOUT,
            LauncherSettings.DEMO,
            LauncherSettings.DASHBOARD_HOST,
            LauncherSettings.DASHBOARD_PORT,
            LauncherSettings.SIMULATOR_HOST,
            LauncherSettings.SIMULATOR_PORT));
    return all;
  }

  @Override
  protected int run(Config config) throws Exception {
    boolean withDemo = demo || config.get(LauncherSettings.DEMO);
    var plan =
        Plan.of(config.isGiven(REDIS_HOST), config.isGiven(CLICKHOUSE_HOST), withDemo).only(only);
    Map<String, String> environment = childEnvironment(config);
    checkSettings(plan, environment);
    Path runDir = config.get(LauncherSettings.RUN_DIR);
    Files.createDirectories(config.get(LOG_DIR));
    Optional<RunLock> lock = RunLock.take(runDir);
    if (lock.isEmpty()) {
      spec.commandLine()
          .getErr()
          .println("polytape already runs here (" + runDir + "); ./stop.sh stops it");
      return ExitCode.SOFTWARE;
    }
    try (RunLock _ = lock.get()) {
      Duration grace = config.get(SHUTDOWN_GRACE).plus(MARGIN);
      if (!dryRun) {
        int ended = new Leftovers(runDir, grace).end();
        log.atDebug().addKeyValue("processes", ended).log("leftovers ended");
      }
      List<String> taken = Ports.faults(plan, config);
      if (!taken.isEmpty()) {
        throw new ConfigException(taken);
      }
      if (dryRun) {
        plan.members().forEach(member -> spec.commandLine().getOut().println(member.name()));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
      }
      return supervise(plan, config, Commands.installed(environment), grace);
    }
  }

  private int supervise(Plan plan, Config config, Commands commands, Duration grace)
      throws IOException, InterruptedException, ConfigException {
    Path runDir = config.get(LauncherSettings.RUN_DIR);
    Path logDir = config.get(LOG_DIR);
    for (Member member : plan.members()) {
      Files.deleteIfExists(logDir.resolve(member.name() + ".out"));
    }
    var ownFile = new PidFile(runDir, "up");
    Duration whole = grace.multipliedBy(5).plus(config.get(LauncherSettings.DRAIN_TIMEOUT));
    try (var shutdown = new Shutdown(whole)) {
      ownFile.write(ProcessHandle.current());
      var supervisor = new Supervisor(commands, runDir, logDir, grace);
      var startup = new Startup(config, supervisor, commands, logDir, shutdown);
      try {
        startup.run(plan);
        log.atInfo().addKeyValue("processes", plan.members().size()).log("all processes started");
        long startedAt = System.nanoTime();
        while (!shutdown.isRequested()) {
          if (System.nanoTime() - startedAt < FIRST_SECONDS.toNanos()) {
            startup.checkChildren();
          }
          shutdown.await(TICK);
        }
        return ExitCode.OK;
      } catch (UpException e) {
        spec.commandLine().getErr().println("polytape up: " + e.getMessage());
        log.atError().addKeyValue("reason", e.getMessage()).log("the set cannot come up");
        return e.exitCode();
      } finally {
        stop(plan, config, supervisor);
        ownFile.delete();
      }
    }
  }

  private static void stop(Plan plan, Config config, Supervisor supervisor)
      throws InterruptedException {
    log.atInfo().log("stopping");
    int killed = supervisor.stop(Member.Role.INGESTER);
    if (!plan.with(Member.Role.WORKER).isEmpty() && supervisor.children().size() > 2) {
      try (var redis = Redis.open(config)) {
        boolean done = new Drain(redis).await(config.get(LauncherSettings.DRAIN_TIMEOUT));
        log.atInfo()
            .addKeyValue("drained", done)
            .log(done ? "everything read is stored" : "the rest stays in Redis for the next start");
      }
    }
    killed += supervisor.stop(Member.Role.WORKER);
    killed += supervisor.stop(Member.Role.WITNESS);
    killed += supervisor.stop(Member.Role.ENGINE);
    log.atInfo().addKeyValue("killed", killed).log("stopped");
  }

  /** What was given as an option here, as the variables that the processes read. */
  private Map<String, String> childEnvironment(Config config) {
    var environment = new LinkedHashMap<String, String>();
    for (Setting<?> setting : allSettings()) {
      if (config.isGiven(setting)) {
        environment.put(setting.variable(), text(config, setting));
      }
    }
    environment.put("LOG_CONSOLE", "false");
    // The worker's own default favours large inserts; a set on one host favours fresh tables.
    environment.put(
        "WRITER_BATCH_TIME", Objects.requireNonNullElse(System.getenv("WRITER_BATCH_TIME"), "1s"));
    return environment;
  }

  private static String text(Config config, Setting<?> setting) {
    return config
        .find(setting)
        .map(
            value ->
                value instanceof Duration duration ? duration.toMillis() + "ms" : value.toString())
        .orElse("");
  }

  /** Every fault in the settings of every process, before any of them starts. */
  private void checkSettings(Plan plan, Map<String, String> given) throws ConfigException {
    var environment = new LinkedHashMap<>(System.getenv());
    environment.putAll(given);
    var settings = new LinkedHashMap<String, Setting<?>>();
    for (Member member : plan.members()) {
      CommandLine line = spec.root().subcommands().get(member.name());
      if (line != null && line.getCommand() instanceof ConfiguredCommand command) {
        command.allSettings().forEach(each -> settings.putIfAbsent(each.variable(), each));
      }
    }
    Config.resolve(List.copyOf(settings.values()), Map.of(), environment);
  }
}
