package io.polytape.simulator.subgraph;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code where} argument made ready: a test for rows, and the span of time outside which no row
 * can pass.
 *
 * @param from no row before this epoch second passes
 * @param to no row after this epoch second passes
 */
record Where(RowTest test, long from, long to) {
  /** Whether a row passes. */
  interface RowTest {
    boolean passes(int row);
  }

  private static final int HEX_PREFIX = 18;

  static final Where ALL = new Where(row -> true, Long.MIN_VALUE, Long.MAX_VALUE);

  /**
   * @param filter the coerced argument; numbers are BigIntegers
   */
  static Where of(Map<?, ?> filter, Entity entity, FillRows rows) {
    Where where = ALL;
    for (var entry : filter.entrySet()) {
      String key = (String) entry.getKey();
      Object value = entry.getValue();
      where =
          where.and(
              key.equals("and") || key.equals("or")
                  ? list(key, value, entity, rows)
                  : one(key, value, entity, rows));
    }
    return where;
  }

  private static Where list(String key, @Nullable Object value, Entity entity, FillRows rows) {
    var parts = new ArrayList<Where>();
    if (value instanceof Collection<?> filters) {
      for (Object filter : filters) {
        parts.add(filter instanceof Map<?, ?> map ? of(map, entity, rows) : ALL);
      }
    }
    if (parts.isEmpty()) {
      return ALL;
    }
    return parts.stream().reduce(key.equals("and") ? Where::and : Where::or).orElse(ALL);
  }

  private Where and(Where other) {
    RowTest left = test;
    RowTest right = other.test;
    return new Where(
        row -> left.passes(row) && right.passes(row),
        Math.max(from, other.from),
        Math.min(to, other.to));
  }

  private Where or(Where other) {
    RowTest left = test;
    RowTest right = other.test;
    return new Where(
        row -> left.passes(row) || right.passes(row),
        Math.min(from, other.from),
        Math.max(to, other.to));
  }

  private static Where one(String key, @Nullable Object value, Entity entity, FillRows rows) {
    if (key.equals("_change_block")) {
      throw new QueryException("Filter `_change_block` is not supported");
    }
    int split = key.indexOf('_');
    Column column = entity.column(split < 0 ? key : key.substring(0, split));
    String operator = split < 0 ? "" : key.substring(split + 1);
    if (value == null) {
      boolean passes = operator.equals("not"); // no value of ours is null
      return new Where(row -> passes, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    RowTest test =
        switch (operator) {
          case "" -> row -> rows.compare(column, row, value) == 0;
          case "not" -> row -> rows.compare(column, row, value) != 0;
          case "gt" -> greater(column, value, rows);
          case "gte" -> not(less(column, value, rows));
          case "lt" -> less(column, value, rows);
          case "lte" -> not(greater(column, value, rows));
          case "in" -> in(column, (Collection<?>) value, rows);
          case "not_in" -> not(in(column, (Collection<?>) value, rows));
          default -> text(operator, column, (String) value, rows);
        };
    return column == Column.TIMESTAMP
        ? span(operator, value, test)
        : new Where(test, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Where span(String operator, Object value, RowTest test) {
    if (!(value instanceof BigInteger number) || number.bitLength() > 62) {
      return new Where(test, Long.MIN_VALUE, Long.MAX_VALUE);
    }
    long time = number.longValue();
    return switch (operator) {
      case "" -> new Where(test, time, time);
      case "gt" -> new Where(test, time + 1, Long.MAX_VALUE);
      case "gte" -> new Where(test, time, Long.MAX_VALUE);
      case "lt" -> new Where(test, Long.MIN_VALUE, time - 1);
      case "lte" -> new Where(test, Long.MIN_VALUE, time);
      default -> new Where(test, Long.MIN_VALUE, Long.MAX_VALUE);
    };
  }

  private static RowTest greater(Column column, Object value, FillRows rows) {
    return byPrefix(column, value, rows, 1, row -> rows.compare(column, row, value) > 0);
  }

  private static RowTest less(Column column, Object value, FillRows rows) {
    return byPrefix(column, value, rows, -1, row -> rows.compare(column, row, value) < 0);
  }

  /**
   * Decides an order of ids by the first 8 bytes of the hash wherever they differ, which spares
   * writing the id out.
   */
  private static RowTest byPrefix(
      Column column, Object value, FillRows rows, int sign, RowTest exact) {
    if ((column != Column.ID && column != Column.TRANSACTION_HASH)
        || !(value instanceof String text)
        || !text.matches("0x[0-9a-f]{16,}.*")) {
      return exact;
    }
    long prefix = Long.parseUnsignedLong(text.substring(2, HEX_PREFIX), 16);
    return row -> {
      int order = Long.compareUnsigned(rows.transactionPrefix(row), prefix);
      return order == 0 ? exact.passes(row) : order * sign > 0;
    };
  }

  private static RowTest in(Column column, Collection<?> values, FillRows rows) {
    if (column.number()) {
      List<BigInteger> wanted = values.stream().map(BigInteger.class::cast).toList();
      return row -> wanted.stream().anyMatch(value -> rows.compare(column, row, value) == 0);
    }
    Set<Object> wanted = new HashSet<>(values);
    return row -> wanted.contains(rows.text(column, row));
  }

  private static RowTest text(String operator, Column column, String value, FillRows rows) {
    boolean negated = operator.startsWith("not_");
    String plain = negated ? operator.substring("not_".length()) : operator;
    boolean ignoreCase = plain.endsWith("_nocase");
    String wanted = ignoreCase ? value.toLowerCase(Locale.ROOT) : value;
    RowTest test =
        switch (ignoreCase ? plain.substring(0, plain.length() - "_nocase".length()) : plain) {
          case "contains" -> row -> rows.text(column, row).contains(wanted);
          case "starts_with" -> row -> rows.text(column, row).startsWith(wanted);
          case "ends_with" -> row -> rows.text(column, row).endsWith(wanted);
          default -> throw new QueryException("Filter `" + operator + "` is not supported");
        };
    return negated ? not(test) : test;
  }

  private static RowTest not(RowTest test) {
    return row -> !test.passes(row);
  }
}
