package io.polytape.ingesters.discovery;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.Redis;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polytape discover now}. */
@Command(
    name = "now",
    description = "Asks polymarket-ingester to look for markets at once.",
    footer = {"", "Example:", "  polytape discover now"})
final class DiscoverNow extends ConfiguredCommand {
  @Spec private CommandSpec spec;

  @Override
  protected List<Setting<?>> settings() {
    return CommonSettings.REDIS;
  }

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected int run(Config config) throws Exception {
    try (var redis = Redis.open(config)) {
      Requests.trigger(redis);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("asked; see 'polytape discover status'");
    out.flush();
    return 0;
  }
}
