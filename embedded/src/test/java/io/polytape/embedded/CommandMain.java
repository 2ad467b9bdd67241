package io.polytape.embedded;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Runs one of this module's commands in a process of its own, as the launcher does. */
@Command(
    name = "polytape",
    subcommands = {EmbeddedRedisCommand.class, EmbeddedClickHouseCommand.class})
final class CommandMain {
  private CommandMain() {}

  public static void main(String[] arguments) {
    CommandLine line = new CommandLine(new CommandMain());
    ConfiguredCommand.addOptions(line);
    line.setExecutionExceptionHandler(
        (error, command, parsed) -> {
          System.out.println(error.getMessage());
          return error instanceof ConfigException ? 2 : 1;
        });
    System.exit(line.execute(arguments));
  }
}
