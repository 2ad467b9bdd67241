package io.polytape.simulator.gamma;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sorts and cuts a listing into pages, by offset or by a cursor that holds the last row's sort key
 * and id.
 *
 * @param keys what {@code order} may name, and the text that sorts like it
 * @param id the decimal id of a row, which breaks ties
 */
record Listing<T>(Map<String, Function<T, String>> keys, Function<T, String> id) {
  /** A request for a higher offset is refused. */
  static final int MOST_OFFSET = 10_000;

  /**
   * One page.
   *
   * @param nextCursor null on the last page
   */
  record Slice<T>(List<T> rows, @Nullable String nextCursor) {}

  private record Key(String value, String id) {}

  /** Sorts a number of at most 20 digits before its point like its value. */
  static String sortable(BigDecimal number) {
    return String.format(Locale.ROOT, "%032.6f", number);
  }

  static String sortable(long number) {
    return String.format(Locale.ROOT, "%020d", number);
  }

  Slice<T> byOffset(List<T> rows, Parameters parameters, boolean before) {
    int offset = parameters.number("offset", 0);
    if (offset > MOST_OFFSET) {
      throw GammaException.invalid("offset too large, use /markets/keyset");
    }
    int limit = parameters.limit();
    int from = Math.min(before ? Math.max(0, offset - limit) : offset, rows.size());
    List<T> sorted = sorted(rows, parameters);
    return new Slice<>(sorted.subList(from, Math.min(from + limit, sorted.size())), null);
  }

  /**
   * @param before whether to give the page before the one asked for, as a broken cache would
   */
  Slice<T> byCursor(List<T> rows, Parameters parameters, boolean before) {
    List<T> sorted = sorted(rows, parameters);
    var cursor =
        parameters.first("after_cursor").filter(text -> !text.isEmpty()).map(Listing::decode);
    int limit = parameters.limit();
    int from = 0;
    if (cursor.isPresent()) {
      Comparator<Key> order = order(parameters);
      while (from < sorted.size()
          && order.compare(keyOf(sorted.get(from), parameters), cursor.get()) <= 0) {
        from++;
      }
    }
    if (before) {
      from = Math.max(0, from - limit);
    }
    int to = Math.min(from + limit, sorted.size());
    String next =
        to < sorted.size() && to > from ? encode(keyOf(sorted.get(to - 1), parameters)) : null;
    return new Slice<>(sorted.subList(from, to), next);
  }

  private List<T> sorted(List<T> rows, Parameters parameters) {
    Comparator<Key> order = order(parameters);
    record Keyed<T>(T row, Key key) {}
    var keyed = new ArrayList<Keyed<T>>(rows.size());
    for (T row : rows) {
      keyed.add(new Keyed<>(row, keyOf(row, parameters)));
    }
    keyed.sort((left, right) -> order.compare(left.key(), right.key()));
    return keyed.stream().map(Keyed::row).toList();
  }

  private Key keyOf(T row, Parameters parameters) {
    Function<T, String> key = orderName(parameters).map(keys::get).orElse(any -> "");
    return new Key(key.apply(row), sortable(Long.parseLong(id.apply(row))));
  }

  private Optional<String> orderName(Parameters parameters) {
    Optional<String> name =
        parameters.first("order").filter(text -> !text.isEmpty() && !text.equals("id"));
    if (name.isPresent() && !keys.containsKey(name.get())) {
      throw GammaException.invalid("order fields are not valid");
    }
    return name;
  }

  /** Ascending unless said otherwise. */
  private static Comparator<Key> order(Parameters parameters) {
    Comparator<Key> ascending = Comparator.comparing(Key::value).thenComparing(Key::id);
    return parameters.flag("ascending").orElse(true) ? ascending : ascending.reversed();
  }

  private static String encode(Key key) {
    byte[] text = (key.value() + "|" + key.id()).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static Key decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      int bar = text.lastIndexOf('|');
      if (bar >= 0) {
        return new Key(text.substring(0, bar), text.substring(bar + 1));
      }
    } catch (IllegalArgumentException e) {
      throw GammaException.invalid("after_cursor is invalid");
    }
    throw GammaException.invalid("after_cursor is invalid");
  }
}
