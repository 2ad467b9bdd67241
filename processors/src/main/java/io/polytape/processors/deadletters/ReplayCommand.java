package io.polytape.processors.deadletters;

import io.polytape.common.worker.TransientException;
import io.polytape.processors.deadletters.DeadLetterStore.Replay;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code polytape dead-letters replay}. */
@Command(
    name = "replay",
    description = {
      "Puts dead letters back onto the stream they came from and removes them from here, in one"
          + " step.",
      "Every group of that stream reads them again, also one that had processed them before: the"
          + " writer compares with the tables by event id, so rows are not doubled."
    },
    footer = {
      "",
      "Example: after an upgrade that can read them",
      "  polytape dead-letters replay --all --stage trade-processor --reason 'format version'"
    })
final class ReplayCommand extends StoreCommand {
  @Mixin private Chosen chosen;

  @Override
  void check() {
    chosen.check(this);
  }

  @Override
  int run(DeadLetterStore store) throws TransientException {
    int replayed = 0;
    for (String id : chosen.ids(store)) {
      Optional<Letter> letter = store.find(id);
      switch (letter.isEmpty() ? Replay.GONE : store.replay(letter.get())) {
        case REPLAYED -> replayed++;
        case GONE -> err().println("no dead letter " + id);
        case NO_STREAM ->
            err().println(id + " was in no stream: have its source read again instead");
      }
    }
    out().println(replayed + " replayed");
    return chosen.isShort(replayed) ? NOTHING_MATCHED : ExitCode.OK;
  }
}
