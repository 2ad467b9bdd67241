package io.polytape.writer;

import java.util.ArrayList;
import java.util.List;

/**
 * A short text for a list of entry ids in ascending order: {@code 1700000000000-0,1,2,+5-0,1} is
 * three entries of one millisecond and two of the one five later. A batch of thousands so costs a
 * few bytes for each.
 */
final class EntryIds {
  private EntryIds() {}

  static String shorten(List<String> ids) {
    var text = new StringBuilder();
    long last = -1;
    for (String id : ids) {
      int dash = id.indexOf('-');
      long ms = Long.parseLong(id.substring(0, dash));
      if (!text.isEmpty()) {
        text.append(',');
      }
      if (last < 0) {
        text.append(ms).append('-');
      } else if (ms != last) {
        if (ms < last) {
          throw new IllegalArgumentException("expected ascending entry ids, was " + id);
        }
        text.append('+').append(ms - last).append('-');
      }
      text.append(id, dash + 1, id.length());
      last = ms;
    }
    return text.toString();
  }

  static List<String> expand(String text) {
    var ids = new ArrayList<String>();
    if (text.isEmpty()) {
      return ids;
    }
    long ms = 0;
    for (String part : text.split(",")) {
      int dash = part.indexOf('-');
      if (dash >= 0) {
        ms =
            part.startsWith("+")
                ? ms + Long.parseLong(part.substring(1, dash))
                : Long.parseLong(part.substring(0, dash));
      }
      ids.add(ms + "-" + part.substring(dash + 1));
    }
    return ids;
  }
}
