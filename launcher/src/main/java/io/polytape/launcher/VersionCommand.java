package io.polytape.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code polytape version}. */
@Command(
    name = "version",
    description = "Prints the version.",
    footer = {"", "Example:", "  polytape version"})
final class VersionCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().getOut().println(new Version().getVersion()[0]);
    return ExitCode.OK;
  }
}
