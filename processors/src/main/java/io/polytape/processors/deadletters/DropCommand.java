package io.polytape.processors.deadletters;

import io.polytape.common.worker.TransientException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polytape dead-letters drop}. */
@Command(
    name = "drop",
    description = "Removes dead letters for good.",
    footer = {"", "Example", "  polytape dead-letters drop --all --yes"})
final class DropCommand extends StoreCommand {
  @Mixin private Chosen chosen;

  @Option(names = "--yes", description = "needed with --all")
  private boolean yes;

  @Override
  void check() {
    chosen.check(this);
    if (chosen.all() && !yes) {
      throw wrongUsage("drop --all removes their original bytes for good: add --yes");
    }
  }

  @Override
  int run(DeadLetterStore store) throws TransientException {
    int dropped = 0;
    for (String id : chosen.ids(store)) {
      if (store.drop(id)) {
        dropped++;
      } else {
        err().println("no dead letter " + id);
      }
    }
    out().println(dropped + " dropped");
    return chosen.isShort(dropped) ? NOTHING_MATCHED : ExitCode.OK;
  }
}
