package io.polytape.ingesters.gamma;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the slugs of a recurring market are made: text with the beginning of the period in it, once.
 * {@code {unix:15m}} stands for its seconds since 1970, and {@code {et:MMMM-d-ha:1h}} for its New
 * York time in lower case, written as {@link DateTimeFormatter} does. Periods of hours and less are
 * counted from 1970; those of a day begin at midnight in New York.
 *
 * @param format null for {@code unix}
 */
record SlugPattern(
    String before, @Nullable DateTimeFormatter format, Duration period, String after) {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Pattern SYNTAX =
      Pattern.compile("([a-z0-9-]*)\\{(unix|et:([^{}:]+)):(\\d{1,4})([mhd])}([a-z0-9-]*)");

  /** Reads a comma separated list of patterns. */
  static List<SlugPattern> list(String text) {
    return Stream.of(text.split(","))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .map(SlugPattern::parse)
        .toList();
  }

  private static SlugPattern parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a slug with its period such as btc-updown-15m-{unix:15m} or"
              + " bitcoin-up-or-down-{et:MMMM-d-ha:1h}-et, was '"
              + text
              + "'");
    }
    long amount = Long.parseLong(matcher.group(4));
    Duration period =
        switch (matcher.group(5)) {
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        };
    if (period.isZero() || period.compareTo(DAY) > 0) {
      throw new IllegalArgumentException("expected a period from 1m to 1d in '" + text + "'");
    }
    String format = matcher.group(3);
    var pattern =
        new SlugPattern(
            matcher.group(1),
            format == null ? null : DateTimeFormatter.ofPattern(format, Locale.US),
            period,
            matcher.group(6));
    // A format that cannot be written says so now.
    if (pattern.slugs(Instant.EPOCH, 0).isEmpty()) {
      throw new IllegalArgumentException("expected a slug, was '" + text + "'");
    }
    return pattern;
  }

  /** The slugs of the period that is running and of so many after it. */
  List<String> slugs(Instant now, int ahead) {
    var slugs = new ArrayList<String>();
    for (int i = 0; i <= ahead; i++) {
      slugs.add(before + at(begin(now, i)) + after);
    }
    return slugs;
  }

  private Instant begin(Instant now, int later) {
    if (period.equals(DAY)) {
      return now.atZone(NEW_YORK).toLocalDate().plusDays(later).atStartOfDay(NEW_YORK).toInstant();
    }
    long seconds = period.toSeconds();
    return Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), seconds) + later) * seconds);
  }

  private String at(Instant begin) {
    try {
      return format == null
          ? Long.toString(begin.getEpochSecond())
          : format.format(begin.atZone(NEW_YORK)).toLowerCase(Locale.ROOT);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("no time can be written so: " + e.getMessage(), e);
    }
  }
}
