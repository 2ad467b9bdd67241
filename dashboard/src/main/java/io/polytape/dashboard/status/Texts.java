package io.polytape.dashboard.status;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Foreign text made safe to carry: bounded, and numbers only where there are numbers. */
public final class Texts {
  private static final int MOST_FIELDS = 40;

  private Texts() {}

  /** A whole number, or another when it is not one. */
  public static long number(@Nullable String text, long otherwise) {
    if (text == null || text.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  /** Milliseconds since 1970 as a time, null for none. */
  public static @Nullable Instant instant(@Nullable String millis) {
    long value = number(millis, 0);
    return value <= 0 ? null : Instant.ofEpochMilli(value);
  }

  /** Whole seconds since a time, never below 0. */
  public static @Nullable Long age(@Nullable Instant since, Instant now) {
    return since == null ? null : Math.max(0, Duration.between(since, now).toSeconds());
  }

  /** The fields with every value cut to a length, and not too many of them. */
  public static Map<String, String> capped(Map<String, String> fields, int longest) {
    var capped = new HashMap<String, String>();
    fields.forEach(
        (name, value) -> {
          if (capped.size() < MOST_FIELDS) {
            capped.put(cut(name, 64), cut(value, longest));
          }
        });
    return Map.copyOf(capped);
  }

  public static String cut(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest) + "…";
  }

  /** A span in words, such as {@code 40 s}, {@code 12 min} or {@code 3 h 5 min}. */
  public static String words(long seconds) {
    if (seconds < 90) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 90) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    if (hours < 48) {
      return minutes % 60 == 0 ? hours + " h" : hours + " h " + minutes % 60 + " min";
    }
    return hours / 24 + " days";
  }

  /** A count in groups of three, such as {@code 12,345}. */
  public static String count(long number) {
    return String.format(java.util.Locale.ROOT, "%,d", number);
  }
}
