package io.polytape.ingesters.watermark;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code polytape watermarks}. */
@Command(
    name = "watermarks",
    description = "Shows how far each source is published, and moves a source's position.",
    subcommands = {ShowWatermarks.class, SetWatermark.class},
    footer = {
      "",
      "Examples:",
      "  polytape watermarks show",
      "  polytape watermarks set goldsky 2026-01-31T12:00:00Z"
    })
public final class WatermarksCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected one of: show, set");
  }
}
