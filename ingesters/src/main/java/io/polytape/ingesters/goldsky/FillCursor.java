package io.polytape.ingesters.goldsky;

import java.util.regex.Pattern;

/**
 * How far the fills are published: all with a (timestamp, id) up to and including this one. Written
 * {@code timestamp:id}; an empty id means that nothing of that second is published yet.
 *
 * @param timestamp seconds since 1970
 * @param id of the last published fill of that second, or empty
 */
public record FillCursor(long timestamp, String id) implements Comparable<FillCursor> {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,10}):([0-9a-zA-Z_]{0,200})");

  public FillCursor {
    if (timestamp < 0) {
      throw new IllegalArgumentException("expected a time in seconds >= 0, was " + timestamp);
    }
  }

  /** Before everything from that second on. */
  static FillCursor before(long timestamp) {
    return new FillCursor(timestamp, "");
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when it is not that
   */
  public static FillCursor parse(String text) {
    var matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected timestamp:id, the id possibly empty, was '" + text + "'");
    }
    return new FillCursor(Long.parseLong(matcher.group(1)), matcher.group(2));
  }

  /** The cursor once this row is published too. */
  static FillCursor at(FillRow row) {
    return new FillCursor(row.timestamp(), row.id());
  }

  boolean covers(FillRow row) {
    return at(row).compareTo(this) <= 0;
  }

  FillCursor later(FillCursor other) {
    return compareTo(other) >= 0 ? this : other;
  }

  @Override
  public int compareTo(FillCursor other) {
    int byTime = Long.compare(timestamp, other.timestamp);
    return byTime != 0 ? byTime : id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return timestamp + ":" + id;
  }
}
