package io.polytape.common.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** How long a refused client is asked to wait: seconds or an HTTP date. */
final class RetryAfter {
  private static final Duration UNSAID = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofHours(1);

  private RetryAfter() {}

  /** The wait; a second when the header is absent or cannot be read, an hour at most. */
  static Duration parse(@Nullable String header, Instant now) {
    if (header == null) {
      return UNSAID;
    }
    String text = header.strip();
    Duration wait;
    try {
      wait =
          text.matches("[0-9]{1,9}")
              ? Duration.ofSeconds(Long.parseLong(text))
              : Duration.between(
                  now, ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return UNSAID;
    }
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }
}
