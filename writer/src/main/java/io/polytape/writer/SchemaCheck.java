package io.polytape.writer;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.config.ConfigException;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.StopSignal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks whether the tables are there and remember tokens, before anything is inserted. */
final class SchemaCheck {
  private static final Logger log = LoggerFactory.getLogger(SchemaCheck.class);

  /** The schema version that this writer's columns need. */
  static final int NEEDED_VERSION = 7;

  private static final String WINDOW = "non_replicated_deduplication_window = ";

  private SchemaCheck() {}

  /**
   * Waits until ClickHouse answers, and refuses tables that would lose or double rows.
   *
   * @throws ConfigException with every fault
   */
  static void require(ClickHouse clickHouse, StopSignal stop)
      throws ConfigException, InterruptedException {
    var backoff = Backoff.standard();
    for (int failures = 1; !stop.isRequested(); failures++) {
      try {
        List<String> faults = faults(clickHouse);
        if (!faults.isEmpty()) {
          throw new ConfigException(faults);
        }
        return;
      } catch (SQLException e) {
        if (failures == 1) {
          log.atWarn()
              .addKeyValue("clickhouse", clickHouse)
              .addKeyValue("reason", root(e))
              .log("waiting for ClickHouse");
        }
        stop.await(backoff.delayAfter(Math.min(failures, 3)));
      }
    }
  }

  private static List<String> faults(ClickHouse clickHouse) throws SQLException {
    // Asked from another database, for ours may not exist.
    try (Connection connection = clickHouse.connect("default");
        Statement statement = connection.createStatement()) {
      var tables = new HashMap<String, String>();
      var replicated = new ArrayList<String>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT name, engine, engine_full FROM system.tables WHERE database = '"
                  + clickHouse.database()
                  + "' AND engine LIKE '%MergeTree'")) {
        while (rows.next()) {
          tables.put(rows.getString(1), rows.getString(3));
          if (rows.getString(2).startsWith("Replicated")) {
            replicated.add(rows.getString(1));
          }
        }
      }
      List<String> faults = judge(clickHouse.database(), tables, replicated);
      if (faults.isEmpty()) {
        try (ResultSet version =
            statement.executeQuery(
                "SELECT max(version) FROM " + clickHouse.database() + ".schema_migrations")) {
          int found = version.next() ? version.getInt(1) : 0;
          if (found < NEEDED_VERSION) {
            faults.add(
                "database %s is at schema version %d, and %d is needed: run setup-schema"
                    .formatted(clickHouse.database(), found, NEEDED_VERSION));
          }
        }
      }
      return faults;
    }
  }

  /** The verdict on what {@code system.tables} says; pure. */
  static List<String> judge(String database, Map<String, String> tables, List<String> replicated) {
    var faults = new ArrayList<String>();
    for (Target target : Target.all()) {
      String engine = tables.get(target.table());
      if (engine == null) {
        faults.add(
            "table %s.%s does not exist: run setup-schema".formatted(database, target.table()));
      } else if (!replicated.contains(target.table()) && !hasWindow(engine)) {
        faults.add(
            ("table %s.%s does not remember insert tokens, so that a repeated insert would double"
                    + " rows: run ALTER TABLE %s.%s MODIFY SETTING %s10000")
                .formatted(database, target.table(), database, target.table(), WINDOW));
      }
    }
    if (faults.isEmpty() && !tables.containsKey("schema_migrations")) {
      faults.add("database " + database + " was not made by setup-schema: run it");
    }
    return faults;
  }

  private static boolean hasWindow(String engine) {
    int at = engine.indexOf(WINDOW);
    return at >= 0 && engine.charAt(at + WINDOW.length()) != '0';
  }

  private static String root(Throwable e) {
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
