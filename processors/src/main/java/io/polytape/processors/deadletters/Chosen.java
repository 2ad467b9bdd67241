package io.polytape.processors.deadletters;

import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Dead letters chosen by id, or all that match. */
final class Chosen {
  @Parameters(arity = "0..*", paramLabel = "ID", description = "ids as list shows them")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--all", description = "all, or all that --stage and --reason choose")
  private boolean all;

  @Mixin private Filter filter;

  void check(StoreCommand command) {
    if (all == !ids.isEmpty()) {
      throw command.wrongUsage("Expected either ids or --all");
    }
    if (!all && filter.isSet()) {
      throw command.wrongUsage("--stage and --reason choose among --all");
    }
    command.checkIds(ids);
  }

  boolean all() {
    return all;
  }

  /** Their ids, the oldest first when all were asked for. */
  List<String> ids(DeadLetterStore store) throws TransientException {
    return all ? store.ids(filter) : ids;
  }

  /** Whether so many are fewer than were asked for by id. */
  boolean isShort(int done) {
    return all ? done == 0 : done < ids.size();
  }
}
