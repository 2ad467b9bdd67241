package io.polytape.launcher.status;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import io.polytape.launcher.LauncherSettings;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polytape drain}: waits until everything in the streams is processed and stored. */
@Command(
    name = "drain",
    description = {
      "Waits until every group has finished every entry of its stream.",
      "Ends with 0 when they have and with 1 when the time is over."
    },
    footer = {"", "Example:", "  polytape drain --drain-timeout 60s"})
public final class DrainCommand extends ConfiguredCommand {
  @Spec private CommandSpec spec;

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected List<Setting<?>> settings() {
    var all = new ArrayList<Setting<?>>(CommonSettings.REDIS);
    all.add(LauncherSettings.DRAIN_TIMEOUT);
    return all;
  }

  @Override
  protected int run(Config config) throws Exception {
    try (var redis = Redis.open(config)) {
      var drain = new Drain(redis);
      if (drain.await(config.get(LauncherSettings.DRAIN_TIMEOUT))) {
        return ExitCode.OK;
      }
      drain.unfinished().forEach(spec.commandLine().getErr()::println);
      return ExitCode.SOFTWARE;
    }
  }
}
