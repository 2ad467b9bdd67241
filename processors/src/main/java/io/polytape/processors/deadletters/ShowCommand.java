package io.polytape.processors.deadletters;

import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code polytape dead-letters show}. */
@Command(
    name = "show",
    description = {
      "Shows dead letters with their original bytes.",
      "Bytes that are not plain text are shown as hex."
    },
    footer = {"", "Example", "  polytape dead-letters show 1732147200000-0"})
final class ShowCommand extends StoreCommand {
  @Parameters(arity = "1..*", paramLabel = "ID", description = "ids as list shows them")
  private List<String> ids = new ArrayList<>();

  @Option(names = "--json", description = "one JSON object a line, with the bytes in base64")
  private boolean json;

  @Override
  void check() {
    checkIds(ids);
  }

  @Override
  int run(DeadLetterStore store) throws TransientException {
    int exit = ExitCode.OK;
    for (String id : ids) {
      Optional<Letter> letter = store.find(id);
      if (letter.isPresent()) {
        out().println(json ? LetterJson.whole(letter.get()) : text(letter.get()));
      } else {
        err().println("no dead letter " + id);
        exit = NOTHING_MATCHED;
      }
    }
    return exit;
  }

  private static String text(Letter letter) {
    var content = letter.content();
    return """
    id        %s
    time      %s
    stage     %s
    reason    %s
    stream    %s
    entry id  %s
    version   %s
    bytes     %d
    %s
    """
        .formatted(
            letter.id(),
            Instant.ofEpochMilli(content.at()),
            Printable.line(content.stage()),
            Printable.line(content.reason()),
            Printable.line(content.stream()),
            Printable.line(content.entryId()),
            Printable.line(content.version()),
            content.raw().length,
            Printable.bytes(content.raw()));
  }
}
