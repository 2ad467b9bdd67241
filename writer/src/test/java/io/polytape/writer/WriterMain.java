package io.polytape.writer;

import io.polytape.common.cli.ConfiguredCommand;
import picocli.CommandLine;

/** The writer's command as a process of its own, for tests that kill it. */
final class WriterMain {
  private WriterMain() {}

  public static void main(String[] arguments) {
    var line = new CommandLine(new WriterCommand());
    ConfiguredCommand.addOptions(line);
    System.exit(line.execute(arguments));
  }
}
