package io.polytape.schema;

import io.polytape.common.clickhouse.ClickHouse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/** Brings a database to the newest schema that this program has. */
public final class SchemaSetup {
  private static final String ANY_DATABASE = "default";

  private final ClickHouse clickHouse;
  private final List<Migration> migrations;

  public SchemaSetup(ClickHouse clickHouse) {
    this(clickHouse, Migration.all());
  }

  SchemaSetup(ClickHouse clickHouse, List<Migration> migrations) {
    this.clickHouse = clickHouse;
    this.migrations = List.copyOf(migrations);
  }

  /**
   * What a run found and did.
   *
   * @param before newest version that was there, 0 for none
   * @param after newest version that is there now, or would be after a dry run
   * @param applied what was, or would be, applied
   */
  public record Outcome(int before, int after, List<String> applied) {
    public Outcome {
      applied = List.copyOf(applied);
    }
  }

  /** The newest version that this program has. */
  public static int newestVersion() {
    return Migration.all().getLast().version();
  }

  /**
   * Applies what is missing; safe to repeat and to run twice at once.
   *
   * @throws SchemaRefusedException when the schema is newer than this program, or a migration that
   *     was applied is not the one that this program has
   */
  public Outcome apply() throws SQLException, SchemaRefusedException {
    try (Connection connection = clickHouse.connect(ANY_DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE IF NOT EXISTS " + clickHouse.database());
    }
    try (Connection connection = clickHouse.connect()) {
      var history = new History(connection);
      history.create();
      SortedMap<Integer, String> recorded = history.read();
      List<Migration> missing = missing(recorded);
      for (Migration migration : missing) {
        for (String sql : migration.statements()) {
          try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
          }
        }
        history.record(migration);
      }
      return outcome(recorded, missing);
    }
  }

  /** Says what {@link #apply} would do, and changes nothing. */
  public Outcome plan() throws SQLException, SchemaRefusedException {
    try (Connection connection = clickHouse.connect(ANY_DATABASE);
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT count() FROM system.databases WHERE name = '"
                    + clickHouse.database()
                    + "'")) {
      if (!rows.next() || rows.getInt(1) == 0) {
        return outcome(new java.util.TreeMap<>(), migrations);
      }
    }
    try (Connection connection = clickHouse.connect()) {
      SortedMap<Integer, String> recorded = new History(connection).read();
      return outcome(recorded, missing(recorded));
    }
  }

  private List<Migration> missing(SortedMap<Integer, String> recorded)
      throws SchemaRefusedException {
    int newest = migrations.getLast().version();
    if (!recorded.isEmpty() && recorded.lastKey() > newest) {
      throw new SchemaRefusedException(
          "database %s has schema version %d, newer than the %d of this program: use a newer program"
              .formatted(clickHouse.database(), recorded.lastKey(), newest));
    }
    var missing = new ArrayList<Migration>();
    for (Migration migration : migrations) {
      String checksum = recorded.get(migration.version());
      if (checksum == null) {
        missing.add(migration);
      } else if (!checksum.equals(migration.checksum())) {
        throw new SchemaRefusedException(
            "database %s: migration %s was applied with checksum %s, but this program has %s"
                .formatted(clickHouse.database(), migration, checksum, migration.checksum()));
      }
    }
    return missing;
  }

  private static Outcome outcome(SortedMap<Integer, String> recorded, List<Migration> missing) {
    int before = recorded.isEmpty() ? 0 : recorded.lastKey();
    int after = missing.isEmpty() ? before : Math.max(before, missing.getLast().version());
    return new Outcome(before, after, missing.stream().map(Migration::toString).toList());
  }
}
