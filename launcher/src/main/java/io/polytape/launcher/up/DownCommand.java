package io.polytape.launcher.up;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.launcher.LauncherSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polytape down}: stops what {@code up} started, also when {@code up} itself is gone. */
@Command(
    name = "down",
    description = {
      "Stops the set that 'polytape up' started in this RUN_DIR: ingesters first, engines last.",
      "Finds the processes of a set whose supervisor was killed, too."
    },
    footer = {"", "Example:", "  polytape down"})
public final class DownCommand extends ConfiguredCommand {
  private static final Duration MARGIN = Duration.ofSeconds(5);

  @Spec private CommandSpec spec;

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected List<Setting<?>> settings() {
    return List.of(
        LauncherSettings.RUN_DIR, LauncherSettings.DRAIN_TIMEOUT, CommonSettings.SHUTDOWN_GRACE);
  }

  @Override
  protected int run(Config config) throws Exception {
    Path runDir = config.get(LauncherSettings.RUN_DIR);
    Duration grace = config.get(CommonSettings.SHUTDOWN_GRACE).plus(MARGIN);
    var out = spec.commandLine().getOut();
    Optional<ProcessHandle> supervisor = new PidFile(runDir, "up").running();
    if (supervisor.isPresent()) {
      out.println("Stopping (process " + supervisor.get().pid() + ") ...");
      out.flush();
      supervisor.get().destroy();
      Duration whole =
          grace.multipliedBy(5).plus(config.get(LauncherSettings.DRAIN_TIMEOUT)).plus(MARGIN);
      try {
        supervisor.get().onExit().get(whole.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        out.println("It did not stop within " + whole.toSeconds() + " s and is killed.");
        supervisor.get().destroyForcibly();
      }
    }
    int leftovers = new Leftovers(runDir, grace).end();
    if (leftovers > 0) {
      out.println("Stopped " + leftovers + " processes that nobody watched.");
    } else if (supervisor.isEmpty()) {
      out.println("Nothing runs.");
    }
    new PidFile(runDir, "up").delete();
    out.flush();
    return ExitCode.OK;
  }
}
