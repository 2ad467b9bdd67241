package io.polytape.embedded.conformance;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;

/** The official JDBC driver with its defaults. */
final class JdbcUnderTest implements SqlClient {
  private static final int BATCH = 50_000;

  private final Target target;
  private final Connection connection;
  private final String database;

  JdbcUnderTest(Target target, String database) throws SQLException {
    this.target = target;
    this.database = database;
    this.connection = connect(Map.of());
  }

  private Connection connect(Map<String, String> settings) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", target.user());
    properties.setProperty("password", target.password());
    settings.forEach((name, value) -> properties.setProperty("clickhouse_setting_" + name, value));
    return DriverManager.getConnection(
        target.url().replace("http://", "jdbc:clickhouse://") + "/" + database, properties);
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public void execute(String sql, Map<String, String> settings) throws SQLException {
    if (settings.isEmpty()) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
      return;
    }
    try (Connection own = connect(settings);
        Statement statement = own.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public String value(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      if (!rows.next()) {
        throw new SQLException("no row: " + sql);
      }
      Object value = rows.getObject(1);
      return value == null
          ? "NULL"
          : Canonical.text(value instanceof java.sql.Array array ? array.getArray() : value);
    }
  }

  /** The driver has no streams of rows: batches of a prepared INSERT, all columns as text. */
  @Override
  public void insert(String table, InputStream rows, Map<String, String> settings)
      throws Exception {
    try (Connection own = connect(settings);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(rows, StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      String marks = line.replaceAll("[^\\t]+", "?").replace("\t", ", ");
      try (PreparedStatement insert =
          own.prepareStatement("INSERT INTO " + table + " VALUES (" + marks + ")")) {
        int pending = 0;
        for (; line != null; line = lines.readLine()) {
          String[] fields = line.split("\t", -1);
          for (int i = 0; i < fields.length; i++) {
            insert.setString(i + 1, fields[i]);
          }
          insert.addBatch();
          pending++;
          if (pending == BATCH) {
            insert.executeBatch();
            pending = 0;
          }
        }
        insert.executeBatch();
      }
    }
  }

  @Override
  public int errorCode(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      return e.getErrorCode();
    }
    throw new AssertionError("no error: " + sql);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
