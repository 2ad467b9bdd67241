package io.polytape.common.clickhouse;

import com.clickhouse.client.api.Client;
import com.clickhouse.jdbc.DataSourceImpl;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.Properties;

/**
 * Where ClickHouse is, and its two official clients: JDBC for statements and questions, client-v2
 * for inserts of binary rows.
 *
 * @param database that holds the tables; a name of letters, digits and underscores
 */
public record ClickHouse(String host, int port, String database, String user, String password) {
  public ClickHouse {
    if (!database.matches("[A-Za-z_][A-Za-z0-9_]{0,63}")) {
      throw new IllegalArgumentException(
          "expected a database name of letters, digits and underscores, was '" + database + "'");
    }
  }

  /** The ClickHouse that the settings name. */
  public static ClickHouse of(Config config) {
    return new ClickHouse(
        config.get(CommonSettings.CLICKHOUSE_HOST),
        config.get(CommonSettings.CLICKHOUSE_PORT),
        config.get(CommonSettings.CLICKHOUSE_DATABASE),
        config.get(CommonSettings.CLICKHOUSE_USER),
        config.find(CommonSettings.CLICKHOUSE_PASSWORD).orElse(""));
  }

  /** A connection for statements and questions, in the database {@code in}. */
  public Connection connect(String in) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    return new DataSourceImpl(url() + "/" + in, properties).getConnection();
  }

  /** A connection in {@link #database}. */
  public Connection connect() throws SQLException {
    return connect(database);
  }

  /** A client for inserts; thread-safe. */
  public Client client() {
    return new Client.Builder()
        .addEndpoint("http://" + host + ":" + port)
        .setUsername(user)
        .setPassword(password)
        .setDefaultDatabase(database)
        // Our loops decide about trying again; a request that hangs must come back to them.
        .setMaxRetries(0)
        .setConnectTimeout(5, ChronoUnit.SECONDS)
        .setSocketTimeout(120, ChronoUnit.SECONDS)
        .build();
  }

  private String url() {
    return "jdbc:clickhouse://" + host + ":" + port;
  }

  /** Without the password. */
  @Override
  public String toString() {
    return user + "@" + host + ":" + port + "/" + database;
  }
}
