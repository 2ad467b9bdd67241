package io.polytape.launcher.check;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.TransientException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Looks at Redis and ClickHouse. */
final class Engines {
  private Engines() {}

  static List<Finding> redis(Redis redis, boolean embedded) {
    var findings = new ArrayList<Finding>();
    try {
      var check = RedisCheck.of(redis);
      check.faults().forEach(fault -> findings.add(Finding.fault("redis", fault)));
      check.warnings().forEach(warning -> findings.add(Finding.warning("redis", warning)));
      if (findings.isEmpty()) {
        findings.add(
            Finding.ok(
                "redis",
                "%s answers, version %s, no eviction, append-only file on"
                    .formatted(redis.address(), check.version())));
      }
    } catch (TransientException e) {
      findings.add(
          embedded
              ? Finding.warning(
                  "redis", "the embedded Redis does not run at the moment; ./start.sh starts it")
              : Finding.fault(
                  "redis", e.getMessage() + "; start it, or correct REDIS_HOST and REDIS_PORT"));
    }
    return findings;
  }

  static List<Finding> clickHouse(ClickHouse clickHouse, boolean embedded) {
    var findings = new ArrayList<Finding>();
    try (var connection = clickHouse.connect("default");
        var statement = connection.createStatement()) {
      try (var version = statement.executeQuery("SELECT version()")) {
        version.next();
        findings.add(
            Finding.ok("clickhouse", clickHouse + " answers, version " + version.getString(1)));
      }
      try (var tables =
          statement.executeQuery(
              "SELECT count() FROM system.tables WHERE database = '"
                  + clickHouse.database()
                  + "'")) {
        tables.next();
        findings.add(
            tables.getLong(1) == 0
                ? Finding.fault(
                    "schema",
                    "the database "
                        + clickHouse.database()
                        + " has no tables; run polytape setup-schema")
                : Finding.ok(
                    "schema",
                    clickHouse.database() + " has " + tables.getLong(1) + " tables and views"));
      }
    } catch (SQLException e) {
      findings.add(
          embedded
              ? Finding.warning(
                  "clickhouse",
                  "the embedded ClickHouse does not run at the moment; ./start.sh starts it")
              : Finding.fault(
                  "clickhouse",
                  "%s cannot be used: %s; start it, or correct CLICKHOUSE_HOST, CLICKHOUSE_PORT,"
                          .formatted(clickHouse, firstLine(e))
                      + " CLICKHOUSE_USER and CLICKHOUSE_PASSWORD"));
    }
    return findings;
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
