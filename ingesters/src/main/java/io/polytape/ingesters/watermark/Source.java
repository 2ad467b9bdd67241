package io.polytape.ingesters.watermark;

import io.polytape.ingesters.goldsky.FillCursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources whose position can be shown and moved. */
enum Source {
  GOLDSKY("goldsky", "earliest, an ISO date or time, seconds since 1970, or timestamp:id") {
    @Override
    Map<String, String> fields(String text, Instant now) {
      return Map.of("cursor", cursor(text).toString());
    }

    @Override
    String consequence(String text) {
      FillCursor cursor = cursor(text);
      return "goldsky goes on after "
          + Instant.ofEpochSecond(cursor.timestamp())
          + (cursor.id().isEmpty() ? "" : " " + cursor.id())
          + ". Fills after it that were published before are published again; fills between the"
          + " old position and a later new one are skipped.";
    }

    private FillCursor cursor(String text) {
      if (text.equals("earliest")) {
        return new FillCursor(0, "");
      }
      if (text.matches("[0-9]{1,10}")) {
        return new FillCursor(Long.parseLong(text), "");
      }
      try {
        if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
          return new FillCursor(
              LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toEpochSecond(), "");
        }
        if (text.contains("T")) {
          return new FillCursor(Instant.parse(text).getEpochSecond(), "");
        }
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("expected " + form(), e);
      }
      return FillCursor.parse(text);
    }
  },

  GAMMA("gamma", "earliest") {
    @Override
    Map<String, String> fields(String text, Instant now) {
      if (!text.equals("earliest")) {
        throw new IllegalArgumentException(
            "gamma has no position to go on from; only earliest is understood");
      }
      return Map.of("cursor", "", "generation", now.toEpochMilli() + "-");
    }

    @Override
    String consequence(String text) {
      return "gamma publishes every market once more; the tables keep the newest state of each.";
    }
  };

  private final String label;
  private final String form;

  Source(String label, String form) {
    this.label = label;
    this.form = form;
  }

  /** Name in keys and on the command line. */
  String label() {
    return label;
  }

  /** What a position of it looks like. */
  String form() {
    return form;
  }

  /**
   * The fields of the watermark that a position stands for.
   *
   * @throws IllegalArgumentException when it is no position of this source
   */
  abstract Map<String, String> fields(String text, Instant now);

  /** What moving there leads to, for people. */
  abstract String consequence(String text);

  static Optional<Source> byLabel(String label) {
    return Arrays.stream(values()).filter(source -> source.label.equals(label)).findFirst();
  }

  static List<String> labels() {
    return Arrays.stream(values()).map(Source::label).toList();
  }
}
