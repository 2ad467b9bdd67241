package io.polytape.launcher.check;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * One thing that was looked at.
 *
 * @param about what it was
 * @param text what was found and, when it is wrong, the remedy
 */
record Finding(
    @JsonProperty("about") String about,
    @JsonProperty("verdict") Verdict verdict,
    @JsonProperty("text") String text) {

  /** How bad it is. */
  enum Verdict {
    OK,
    WARNING,
    FAULT
  }

  static Finding ok(String about, String text) {
    return new Finding(about, Verdict.OK, text);
  }

  static Finding warning(String about, String text) {
    return new Finding(about, Verdict.WARNING, text);
  }

  static Finding fault(String about, String text) {
    return new Finding(about, Verdict.FAULT, text);
  }

  String line() {
    return "%-8s %-12s %s".formatted(verdict.name().toLowerCase(Locale.ROOT), about, text);
  }
}
