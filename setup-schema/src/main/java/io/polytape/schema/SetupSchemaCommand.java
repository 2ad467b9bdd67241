package io.polytape.schema;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polytape setup-schema}. */
@Command(
    name = "setup-schema",
    description = "Creates or migrates the ClickHouse tables; safe to run again.",
    footer = {"", "Example:", "  polytape setup-schema --clickhouse-host 127.0.0.1 --dry-run"})
public final class SetupSchemaCommand extends ConfiguredCommand {
  /** Server errors that waiting does not mend: wrong password, unknown user, access denied. */
  private static final Set<Integer> NOT_WORTH_WAITING = Set.of(192, 193, 194, 497, 516);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(500);
  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(names = "--dry-run", description = "say what would be applied, and change nothing")
  private boolean dryRun;

  @Option(names = "--json", description = "answer with one JSON object")
  private boolean json;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "60s",
      description = "how long to wait for ClickHouse to answer (default ${DEFAULT-VALUE})")
  private String patience = "60s";

  @Override
  protected List<Setting<?>> settings() {
    return CommonSettings.CLICKHOUSE;
  }

  @Override
  protected boolean isWorker() {
    return false;
  }

  @Override
  protected int run(Config config) throws Exception {
    ClickHouse clickHouse = clickHouse(config);
    Duration wait = parse(patience);
    try {
      awaitAnswer(clickHouse, wait);
      var setup = new SchemaSetup(clickHouse);
      print(clickHouse, dryRun ? setup.plan() : setup.apply());
      return 0;
    } catch (SchemaRefusedException e) {
      System.err.println("setup-schema: " + e.getMessage());
      return 2;
    } catch (SQLException e) {
      System.err.println("setup-schema: ClickHouse at " + clickHouse + ": " + firstLine(e));
      return NOT_WORTH_WAITING.contains(e.getErrorCode()) ? 2 : 1;
    }
  }

  private static ClickHouse clickHouse(Config config) throws ConfigException {
    try {
      return ClickHouse.of(config);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("CLICKHOUSE_DATABASE: " + e.getMessage());
    }
  }

  private static Duration parse(String text) throws ConfigException {
    try {
      return Setting.duration("wait", "60s", "").parser().apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("--wait: " + e.getMessage() + ", was '" + text + "'");
    }
  }

  /** Comes back when ClickHouse answers; throws its last fault when the time is over. */
  private static void awaitAnswer(ClickHouse clickHouse, Duration wait)
      throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      try (Connection connection = clickHouse.connect("default");
          Statement statement = connection.createStatement()) {
        statement.execute("SELECT 1");
        return;
      } catch (SQLException e) {
        if (NOT_WORTH_WAITING.contains(e.getErrorCode())
            || System.nanoTime() + BETWEEN_TRIES.toNanos() > deadline) {
          throw e;
        }
        Thread.sleep(BETWEEN_TRIES);
      }
    }
  }

  private void print(ClickHouse clickHouse, SchemaSetup.Outcome outcome) throws Exception {
    if (json) {
      var object = new LinkedHashMap<String, Object>();
      object.put("database", clickHouse.database());
      object.put("dry_run", dryRun);
      object.put("version_before", outcome.before());
      object.put("version", outcome.after());
      object.put("applied", outcome.applied());
      System.out.println(JSON.writeValueAsString(object));
      return;
    }
    String verb = dryRun ? "would apply " : "applied ";
    outcome.applied().forEach(each -> System.out.println(verb + each));
    System.out.println(
        "database "
            + clickHouse.database()
            + " is at schema version "
            + (dryRun ? outcome.before() : outcome.after())
            + (outcome.applied().isEmpty() ? ", nothing to do" : ""));
  }

  /** The server's own words, or what the network said. */
  private static String firstLine(SQLException e) {
    Throwable cause = e;
    while (e.getErrorCode() == 0 && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
