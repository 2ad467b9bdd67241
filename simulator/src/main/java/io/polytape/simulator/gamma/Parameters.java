package io.polytape.simulator.gamma;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The query parameters of a request. Names that nobody asks for are ignored, as Gamma ignores them.
 */
record Parameters(Map<String, List<String>> values) {
  /** More rows than this are never given, whatever the limit says. */
  static final int MOST_ROWS = 100;

  private static final int DEFAULT_ROWS = 20;

  Optional<String> first(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst();
  }

  Set<String> all(String name) {
    return Set.copyOf(values.getOrDefault(name, List.of()));
  }

  /** All values of a parameter that must be decimal ids. */
  Set<String> ids(String name) {
    Set<String> ids = all(name);
    if (!ids.stream().allMatch(id -> id.matches("[0-9]{1,18}"))) {
      throw GammaException.invalid(name + " is invalid");
    }
    return ids;
  }

  /** The limit, silently clamped. */
  int limit() {
    return Math.min(number("limit", DEFAULT_ROWS), MOST_ROWS);
  }

  int number(String name, int otherwise) {
    String text = first(name).orElse("");
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw GammaException.invalid(name + " is invalid");
    }
    return Integer.parseInt(text);
  }

  Optional<Boolean> flag(String name) {
    return first(name)
        .map(
            text ->
                switch (text) {
                  case "true", "1" -> true;
                  case "false", "0" -> false;
                  default -> throw GammaException.invalid(name + " is invalid");
                });
  }

  Optional<BigDecimal> decimal(String name) {
    try {
      return first(name).map(BigDecimal::new);
    } catch (NumberFormatException e) {
      throw GammaException.invalid(name + " is invalid");
    }
  }

  /** A moment or a day, in epoch seconds. */
  Optional<Long> time(String name) {
    return first(name)
        .map(
            text -> {
              try {
                return text.length() == "2026-01-01".length()
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond()
                    : Instant.parse(text).getEpochSecond();
              } catch (DateTimeParseException e) {
                throw GammaException.invalid(name + " is invalid");
              }
            });
  }
}
