package io.polytape.embedded.conformance;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.GenericRecord;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** The official client-v2 with its defaults: compressed answers, binary rows. */
final class ClientV2UnderTest implements SqlClient {
  private final Client client;
  private final String database;

  ClientV2UnderTest(Target target, String database, boolean httpCompression) {
    this.database = database;
    client =
        new Client.Builder()
            .addEndpoint(target.url())
            .setUsername(target.user())
            .setPassword(target.password())
            .setDefaultDatabase(database)
            .compressClientRequest(true)
            .useHttpCompression(httpCompression)
            .build();
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public void execute(String sql, Map<String, String> settings) throws Exception {
    QuerySettings querySettings = new QuerySettings();
    settings.forEach(querySettings::serverSetting);
    client.query(sql, querySettings).get().close();
  }

  @Override
  public String value(String sql) throws Exception {
    List<GenericRecord> rows = client.queryAll(sql);
    GenericRecord row = rows.getFirst();
    return row.hasValue(1) ? Canonical.text(row.getObject(1)) : "NULL";
  }

  @Override
  public void insert(String table, InputStream rows, Map<String, String> settings)
      throws Exception {
    InsertSettings insertSettings = new InsertSettings();
    settings.forEach(insertSettings::serverSetting);
    client.insert(table, rows, ClickHouseFormat.TabSeparated, insertSettings).get().close();
  }

  @Override
  public int errorCode(String sql) throws Exception {
    Throwable error;
    try {
      client.query(sql).get().close();
      throw new AssertionError("no error: " + sql);
    } catch (Exception e) {
      error = e;
    }
    while (!(error instanceof ServerException)) {
      error = java.util.Objects.requireNonNull(error.getCause(), error.toString());
    }
    return ((ServerException) error).getCode();
  }

  @Override
  public void close() {
    client.close();
  }
}
