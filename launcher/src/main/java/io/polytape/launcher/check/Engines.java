package io.polytape.launcher.check;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.TransientException;
import io.polytape.schema.SchemaRefusedException;
import io.polytape.schema.SchemaSetup;
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
      findings.add(schema(clickHouse));
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

  private static Finding schema(ClickHouse clickHouse) throws SQLException {
    try {
      var plan = new SchemaSetup(clickHouse).plan();
      return plan.applied().isEmpty()
          ? Finding.ok("schema", clickHouse.database() + " is current, version " + plan.before())
          : Finding.fault(
              "schema",
              "%s lacks %s; run polytape setup-schema"
                  .formatted(clickHouse.database(), String.join(", ", plan.applied())));
    } catch (SchemaRefusedException e) {
      return Finding.fault("schema", String.valueOf(e.getMessage()));
    }
  }

  private static String firstLine(SQLException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
