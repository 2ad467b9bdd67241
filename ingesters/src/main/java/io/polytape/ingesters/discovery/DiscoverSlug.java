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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code polytape discover slug}. */
@Command(
    name = "slug",
    description = "Asks polymarket-ingester to find a market and follow it whatever the limits.",
    footer = {"", "Example:", "  polytape discover slug btc-updown-15m-1763700300"})
final class DiscoverSlug extends ConfiguredCommand {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "SLUG", description = "last part of the market's address at the venue")
  private String slug;

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
    if (!Requests.isSlug(slug)) {
      throw new ParameterException(
          spec.commandLine(),
          "expected a slug of letters, digits and hyphens such as btc-updown-15m-1763700300");
    }
    try (var redis = Redis.open(config)) {
      Requests.slug(redis, slug);
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("asked for " + slug + "; see 'polytape discover status'");
    out.flush();
    return 0;
  }
}
