package io.polytape.embedded.conformance;

import java.io.InputStream;
import java.sql.SQLException;
import java.util.Map;

/** One way to talk to a ClickHouse, reduced to what the conformance tests ask. */
interface SqlClient extends AutoCloseable {
  /** The database that every statement runs in. */
  String database();

  /** Runs a statement without a result. */
  void execute(String sql, Map<String, String> settings) throws Exception;

  default void execute(String sql) throws Exception {
    execute(sql, Map.of());
  }

  /** The first column of the first row as text, decoded by the client; {@code null} is "NULL". */
  String value(String sql) throws Exception;

  /** Streams tab-separated rows into a table. */
  void insert(String table, InputStream rows, Map<String, String> settings) throws Exception;

  /** ClickHouse's code in the error that the statement ends with; fails when there is none. */
  int errorCode(String sql) throws Exception;

  @Override
  void close() throws SQLException;
}
