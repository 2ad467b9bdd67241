package io.polytape.ingesters.discovery;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code polytape discover}. */
@Command(
    name = "discover",
    description = "Looks for markets to follow live, by hand.",
    subcommands = {DiscoverNow.class, DiscoverSlug.class, DiscoverStatus.class},
    footer = {
      "",
      "Examples:",
      "  polytape discover now",
      "  polytape discover slug btc-updown-15m-1763700300",
      "  polytape discover status --json"
    })
public final class DiscoverCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected one of: now, slug, status");
  }
}
