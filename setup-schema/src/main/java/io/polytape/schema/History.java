package io.polytape.schema;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.SortedMap;
import java.util.TreeMap;

/** The table {@code schema_migrations}: what was applied to a database. */
final class History {
  private static final String CREATE =
      """
      CREATE TABLE IF NOT EXISTS schema_migrations
      (
          version UInt32,
          name String,
          checksum String,
          applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
      )
      ENGINE = ReplacingMergeTree
      ORDER BY (version, checksum)
      """;

  private final Connection connection;

  History(Connection connection) {
    this.connection = connection;
  }

  void create() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(CREATE);
    }
  }

  /** Checksum by version; empty when the table does not exist. */
  SortedMap<Integer, String> read() throws SQLException {
    var applied = new TreeMap<Integer, String>();
    try (Statement statement = connection.createStatement()) {
      try (ResultSet exists =
          statement.executeQuery(
              "SELECT count() FROM system.tables"
                  + " WHERE database = currentDatabase() AND name = 'schema_migrations'")) {
        if (!exists.next() || exists.getInt(1) == 0) {
          return applied;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT version, min(checksum), uniqExact(checksum) FROM schema_migrations"
                  + " GROUP BY version ORDER BY version")) {
        while (rows.next()) {
          // Two checksums of one version: two different programs ran at once.
          applied.put(rows.getInt(1), rows.getInt(3) == 1 ? rows.getString(2) : "several");
        }
      }
    }
    return applied;
  }

  /** Recording twice is harmless: rows of one version and checksum collapse. */
  void record(Migration migration) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)")) {
      insert.setInt(1, migration.version());
      insert.setString(2, migration.name());
      insert.setString(3, migration.checksum());
      insert.executeUpdate();
    }
  }
}
