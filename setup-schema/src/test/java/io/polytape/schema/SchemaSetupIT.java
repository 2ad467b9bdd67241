package io.polytape.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.embedded.ClickHouseServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class SchemaSetupIT {
  private final ClickHouseServer server = ClickHouseServer.shared();
  private final String database = "schema_" + UUID.randomUUID().toString().replace("-", "");
  private final ClickHouse clickHouse =
      new ClickHouse(server.host(), server.port(), database, "default", "");

  @AfterEach
  void dropDatabase() {
    server.execute("DROP DATABASE IF EXISTS " + database);
  }

  @Test
  void createsDatabaseAndTablesAndRecordsEachMigration() throws Exception {
    var outcome = new SchemaSetup(clickHouse).apply();

    assertThat(outcome.before()).isZero();
    assertThat(outcome.after()).isEqualTo(SchemaSetup.newestVersion());
    assertThat(
            server.execute(
                "SELECT name FROM system.tables WHERE database = '" + database + "' ORDER BY name"))
        .contains("markets", "markets_current", "order_filled", "trades", "matches", "ohlcv_1d");
    assertThat(server.execute("SELECT count() FROM " + database + ".schema_migrations"))
        .isEqualTo(Integer.toString(SchemaSetup.newestVersion()));
  }

  @Test
  void everyTableThatIsInsertedIntoHasADeduplicationWindow() throws Exception {
    new SchemaSetup(clickHouse).apply();

    assertThat(
            server.execute(
                "SELECT name FROM system.tables WHERE database = '"
                    + database
                    + "' AND engine LIKE '%MergeTree' AND name != 'schema_migrations'"
                    + " AND engine_full NOT LIKE '%non_replicated_deduplication_window = 10000%'"))
        .isEmpty();
  }

  @Test
  void doesNothingTheSecondTime() throws Exception {
    new SchemaSetup(clickHouse).apply();

    assertThat(new SchemaSetup(clickHouse).apply().applied()).isEmpty();
  }

  @Test
  void planChangesNothing() throws Exception {
    var plan = new SchemaSetup(clickHouse).plan();

    assertThat(plan.applied()).hasSize(SchemaSetup.newestVersion());
    assertThat(
            server.execute("SELECT count() FROM system.databases WHERE name = '" + database + "'"))
        .isEqualTo("0");
  }

  @Test
  void severalRunsAtOnceAgree() throws Exception {
    var tasks = new ArrayList<Callable<SchemaSetup.Outcome>>();
    for (int i = 0; i < 4; i++) {
      tasks.add(() -> new SchemaSetup(clickHouse).apply());
    }
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var result : executor.invokeAll(tasks)) {
        assertThat(result.get().after()).isEqualTo(SchemaSetup.newestVersion());
      }
    }
    assertThat(new SchemaSetup(clickHouse).plan().applied()).isEmpty();
  }

  @Test
  void refusesASchemaNewerThanItself() throws Exception {
    new SchemaSetup(clickHouse).apply();
    server.execute(
        "INSERT INTO "
            + database
            + ".schema_migrations (version, name, checksum) VALUES (999, 'later', 'x')");

    assertThatThrownBy(() -> new SchemaSetup(clickHouse).apply())
        .isInstanceOf(SchemaRefusedException.class)
        .hasMessageContaining("999")
        .hasMessageContaining("newer");
    assertThat(run()).isEqualTo(2);
  }

  @Test
  void refusesAMigrationThatWasChangedAfterItWasApplied() throws Exception {
    var one =
        Migration.parse("V001__a.sql", "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = Log;");
    var other =
        Migration.parse("V001__a.sql", "CREATE TABLE IF NOT EXISTS a (x UInt9) ENGINE = Log;");
    new SchemaSetup(clickHouse, List.of(one)).apply();

    assertThatThrownBy(() -> new SchemaSetup(clickHouse, List.of(other)).apply())
        .isInstanceOf(SchemaRefusedException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void commandAppliesAndSaysSo() {
    assertThat(run("--json")).isZero();
    assertThat(run("--dry-run")).isZero();
  }

  @Test
  void commandGivesUpWhenClickHouseStaysAway() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThat(run("--clickhouse-port", Integer.toString(port), "--wait", "1s")).isEqualTo(1);
  }

  private int run(String... arguments) {
    var line = new CommandLine(new SetupSchemaCommand());
    line.setOverwrittenOptionsAllowed(true);
    ConfiguredCommand.addOptions(line);
    line.setErr(new PrintWriter(new StringWriter()));
    var all = new ArrayList<String>();
    all.addAll(List.of("--clickhouse-host", server.host()));
    all.addAll(List.of("--clickhouse-port", Integer.toString(server.port())));
    all.addAll(List.of("--clickhouse-database", database));
    all.addAll(List.of(arguments));
    return line.execute(all.toArray(String[]::new));
  }
}
