package io.polytape.embedded.clickhouse;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * One statement, the format of its output or input, and the values of its {@code {name:Type}}
 * parameters in ClickHouse's text form.
 */
public record QueryText(String sql, String format, Map<String, String> parameters) {
  /** Checks for nulls and copies the parameters in their order. */
  public QueryText {
    Objects.requireNonNull(sql);
    Objects.requireNonNull(format);
    parameters = new LinkedHashMap<>(parameters);
  }

  /** A statement without parameters whose output nobody reads. */
  static QueryText of(String sql) {
    return new QueryText(sql, "TabSeparated", Map.of());
  }
}
