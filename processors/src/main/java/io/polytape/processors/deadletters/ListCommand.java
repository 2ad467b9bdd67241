package io.polytape.processors.deadletters;

import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code polytape dead-letters list}. */
@Command(
    name = "list",
    description = "Lists dead letters, the newest first.",
    footer = {
      "",
      "Example: what the trade processor could not read, for a script",
      "  polytape dead-letters list --stage trade-processor --json"
    })
final class ListCommand extends StoreCommand {
  @Mixin private Filter filter;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "how many at most, default ${DEFAULT-VALUE}")
  private int limit = 50;

  @Option(names = "--json", description = "one JSON object a line")
  private boolean json;

  @Override
  void check() {
    if (limit < 1) {
      throw wrongUsage("Expected --limit of at least 1, was " + limit);
    }
  }

  @Override
  int run(DeadLetterStore store) throws TransientException {
    var letters = store.newest(filter, limit);
    if (json) {
      letters.forEach(letter -> out().println(LetterJson.brief(letter)));
      return ExitCode.OK;
    }
    long all = store.size();
    if (letters.isEmpty()) {
      out().println(all == 0 ? "no dead letters" : "none of " + all + " dead letters matches");
      return ExitCode.OK;
    }
    for (Letter letter : letters) {
      var content = letter.content();
      out()
          .printf(
              "%s  %s  %s  %s %s%n    %s%n",
              letter.id(),
              Instant.ofEpochMilli(content.at()).truncatedTo(ChronoUnit.SECONDS),
              Printable.line(content.stage()),
              Printable.line(content.stream()),
              Printable.line(content.entryId()),
              Printable.line(content.reason()));
    }
    out().println(letters.size() + " of " + all + " dead letters");
    return ExitCode.OK;
  }
}
