package io.polytape.processors.deadletters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code polytape dead-letters}: what could not be processed, and what to do with it. */
@Command(
    name = "dead-letters",
    description = {
      "Lists, shows, replays and drops what could not be processed.",
      "Each dead letter keeps its original bytes, the worker that gave up on it and why."
    },
    footer = {
      "",
      "Example: look, mend the cause, try again",
      "  polytape dead-letters list",
      "  polytape dead-letters show 1732147200000-0",
      "  polytape dead-letters replay 1732147200000-0",
      "",
      "Exit codes: 0 done, 1 nothing matched, 2 wrong usage"
    },
    subcommands = {ListCommand.class, ShowCommand.class, ReplayCommand.class, DropCommand.class})
public final class DeadLettersCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Expected one of list, show, replay and drop");
  }
}
