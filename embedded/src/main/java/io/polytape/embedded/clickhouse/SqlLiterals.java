package io.polytape.embedded.clickhouse;

/** Writes values as ClickHouse string literals. */
final class SqlLiterals {
  private SqlLiterals() {}

  static String quote(String value) {
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("\0", "\\0") + "'";
  }
}
