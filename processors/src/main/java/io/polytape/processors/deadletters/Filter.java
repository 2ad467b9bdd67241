package io.polytape.processors.deadletters;

import java.util.Locale;
import java.util.function.Predicate;
import picocli.CommandLine.Option;

/** Options that choose dead letters by what they say. */
final class Filter implements Predicate<Letter> {
  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "only those of one worker, for example trade-processor")
  private String stage = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "only those whose reason has this text in it, in upper or lower case")
  private String reason = "";

  boolean isSet() {
    return !stage.isEmpty() || !reason.isEmpty();
  }

  @Override
  public boolean test(Letter letter) {
    return (stage.isEmpty() || letter.content().stage().equals(stage))
        && letter
            .content()
            .reason()
            .toLowerCase(Locale.ROOT)
            .contains(reason.toLowerCase(Locale.ROOT));
  }
}
