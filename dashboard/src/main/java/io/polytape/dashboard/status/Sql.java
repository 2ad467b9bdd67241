package io.polytape.dashboard.status;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Questions to ClickHouse, each with a time limit so that a busy engine is not made busier. */
public final class Sql {
  private static final int LIMIT_SECONDS = 10;

  private Sql() {}

  /** Takes one row. */
  @FunctionalInterface
  public interface Row {
    void take(ResultSet row) throws SQLException;
  }

  public static void each(Connection connection, String sql, Row each, String... parameters)
      throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(LIMIT_SECONDS);
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          each.take(rows);
        }
      }
    }
  }

  /** The first value of the first row, empty when there is none. */
  public static String text(Connection connection, String sql) throws SQLException {
    var found = new StringBuilder();
    each(connection, sql, row -> found.append(row.getString(1)));
    return found.toString();
  }
}
