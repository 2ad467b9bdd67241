package io.polytape.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ClickHouseServerIT {
  private final ClickHouseServer server = ClickHouseServer.shared();

  @Test
  void servesTheJdbcDriver() throws Exception {
    try (var database = server.newDatabase();
        Connection connection =
            DriverManager.getConnection(
                "jdbc:clickhouse://"
                    + server.host()
                    + ":"
                    + server.port()
                    + "/"
                    + database.name());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE t (a UInt64, b Decimal(38, 18), c Array(String)) ENGINE = MergeTree ORDER"
              + " BY a");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO t (a, b, c) VALUES (?, ?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setLong(1, i);
          insert.setBigDecimal(2, new java.math.BigDecimal("1.5"));
          insert.setArray(3, connection.createArrayOf("String", new Object[] {"x", "y'"}));
          insert.addBatch();
        }
        insert.executeBatch();
      }
      try (ResultSet rows = statement.executeQuery("SELECT sum(a), sum(b), any(c) FROM t")) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getLong(1)).isEqualTo(499_500);
        assertThat(rows.getBigDecimal(2)).isEqualByComparingTo("1500");
        assertThat((Object[]) rows.getArray(3).getArray()).containsExactly("x", "y'");
      }
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM missing"))
          .isInstanceOfSatisfying(
              SQLException.class, error -> assertThat(error.getErrorCode()).isEqualTo(60));
    }
  }

  @Test
  void servesClientV2() throws Exception {
    try (var database = server.newDatabase();
        Client client =
            new Client.Builder()
                .addEndpoint(server.httpUrl())
                .setUsername("default")
                .setPassword("")
                .setDefaultDatabase(database.name())
                .build()) {
      client
          .query(
              "CREATE TABLE t (a String) ENGINE = MergeTree ORDER BY a SETTINGS"
                  + " non_replicated_deduplication_window = 100")
          .get()
          .close();
      for (int i = 0; i < 2; i++) {
        try (var response =
            client
                .insert(
                    "t",
                    new ByteArrayInputStream("x\ny\n".getBytes(StandardCharsets.UTF_8)),
                    ClickHouseFormat.TSV,
                    new InsertSettings()
                        .setDeduplicationToken("token")
                        .serverSetting("async_insert", "0"))
                .get()) {
          assertThat(response.getWrittenRows()).isEqualTo(2);
        }
      }
      assertThat(
              client
                  .queryAll("SELECT count() AS n FROM t", new QuerySettings())
                  .getFirst()
                  .getLong("n"))
          .isEqualTo(2);
    }
  }

  @Test
  void keepsItsDataAcrossKillAndRestart(@TempDir Path folder) {
    try (ClickHouseServer own = ClickHouseServer.start(folder)) {
      own.execute("CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a");
      own.execute("INSERT INTO t VALUES (1), (2)");
      int port = own.port();
      own.kill();
      own.restart();
      assertThat(own.port()).isEqualTo(port);
      assertThat(own.execute("SELECT count() FROM t")).isEqualTo("2");
      assertThat(own.stop()).isIn(0, 143);
    }
  }

  @Test
  void aTokenIsRememberedAcrossKillAndRestart(@TempDir Path folder) {
    try (ClickHouseServer own = ClickHouseServer.start(folder)) {
      own.execute(
          "CREATE TABLE t (a UInt8) ENGINE = MergeTree ORDER BY a SETTINGS"
              + " non_replicated_deduplication_window = 1000");
      String insert = "INSERT INTO t SETTINGS insert_deduplication_token = 'x' VALUES (1), (2)";
      own.execute(insert);
      own.kill();
      own.restart();
      own.execute(insert);
      assertThat(own.execute("SELECT count() FROM t")).isEqualTo("2");
    }
  }

  @Test
  void aSecondProcessOnTheSameFolderIsRefused(@TempDir Path folder) {
    try (var _ = ClickHouseServer.start(folder)) {
      assertThatThrownBy(() -> ClickHouseServer.start(folder))
          .hasMessageContaining("did not start");
    }
  }

  @Test
  void aStatementThatRunsAtSigtermEndsWell(@TempDir Path folder) throws Exception {
    try (ClickHouseServer own = ClickHouseServer.start(folder);
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<String> answer =
          threads.submit(
              () -> own.execute("SELECT sum(cityHash64(number)) > 0 FROM numbers(1000000000)"));
      String running =
          "SELECT count() FROM system.processes WHERE query LIKE 'SELECT sum%'"
              + " AND query NOT LIKE '%processes%'";
      while (!own.execute(running).equals("1")) {
        assertThat(answer.isDone()).isFalse();
      }
      own.stop();
      assertThat(answer.get()).isEqualTo("1");
    }
  }
}
