package io.polytape.simulator.gamma;

import io.polytape.simulator.world.Mix;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The listing's odd ways to write dates and lists. */
final class Texts {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SPACED =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Texts() {}

  /**
   * ISO 8601 with zero to six digits of a fraction that depends on the salt only, so that a later
   * second always reads as a later moment.
   */
  static String iso(long second, long salt) {
    long hash = Mix.of(29, salt);
    int digits = (int) Math.floorMod(hash, 7L);
    String text = SECONDS.format(Instant.ofEpochSecond(second));
    if (digits == 0) {
      return text + "Z";
    }
    String fraction = String.format(Locale.ROOT, "%06d", Math.floorMod(hash >>> 8, 1_000_000L));
    return text + "." + fraction.substring(0, digits) + "Z";
  }

  /** A whole second in ISO 8601. */
  static String iso(long second) {
    return SECONDS.format(Instant.ofEpochSecond(second)) + "Z";
  }

  /** {@code 2026-07-24 00:00:16+00}. */
  static String spaced(long second) {
    return SPACED.format(Instant.ofEpochSecond(second)) + "+00";
  }

  static String day(long second) {
    return DAY.format(Instant.ofEpochSecond(second));
  }

  /** A JSON array of strings, to be put into a JSON string. */
  static String list(List<String> values) {
    var text = new StringBuilder("[");
    for (String value : values) {
      text.append(text.length() > 1 ? ", \"" : "\"");
      text.append(value.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    }
    return text.append(']').toString();
  }
}
