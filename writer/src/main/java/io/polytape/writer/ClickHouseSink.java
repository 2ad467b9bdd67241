package io.polytape.writer;

import com.clickhouse.client.api.Client;
import com.clickhouse.client.api.ServerException;
import com.clickhouse.client.api.insert.InsertSettings;
import com.clickhouse.client.api.query.QuerySettings;
import com.clickhouse.data.ClickHouseFormat;
import io.polytape.common.worker.TransientException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.zip.CRC32;

/**
 * Inserts binary rows through the official client. Every setting that the guarantee rests on goes
 * with every insert, whatever the server's defaults are.
 */
final class ClickHouseSink implements Sink {
  /** Unknown identifier, table or database, wrong columns or types: what setup-schema mends. */
  private static final Set<Integer> SCHEMA_ERRORS = Set.of(8, 10, 16, 20, 33, 47, 53, 60, 81, 117);

  private static final Map<String, String> INSERT_SETTINGS =
      Map.of(
          "async_insert", "0",
          "wait_for_async_insert", "1",
          "insert_deduplicate", "1",
          "deduplicate_blocks_in_dependent_materialized_views", "1",
          "max_partitions_per_insert_block", "0");

  /** Rows asked for at once; keeps the question below the server's limit on a query's length. */
  private static final int ASKED_AT_ONCE = 4_000;

  private final Client client;

  ClickHouseSink(Client client) {
    this.client = client;
  }

  @Override
  public void insert(Target target, List<Row> rows, String token) throws TransientException {
    var settings = new InsertSettings();
    INSERT_SETTINGS.forEach(settings::serverSetting);
    settings.serverSetting("insert_deduplication_token", token);
    send(target.table(), target.columns(), rows.stream().map(Row::bytes).toList(), settings);
  }

  /** Inserts rows that may come twice or not at all. */
  void insertLoosely(String table, List<String> columns, List<byte[]> rows)
      throws TransientException {
    send(table, columns, rows, new InsertSettings().serverSetting("async_insert", "0"));
  }

  private void send(String table, List<String> columns, List<byte[]> rows, InsertSettings settings)
      throws TransientException {
    try {
      client
          .insert(table, columns, out -> write(rows, out), ClickHouseFormat.RowBinary, settings)
          .get()
          .close();
    } catch (Exception e) {
      throw fault("insert", table, e);
    }
  }

  private static void write(List<byte[]> rows, OutputStream out) throws IOException {
    for (byte[] row : rows) {
      out.write(row);
    }
    out.close();
  }

  /**
   * Asks by time and by a checksum of the key, so that the table's order prunes and the question
   * stays short; the keys themselves are then compared here.
   */
  @Override
  public Set<String> existing(Target target, List<Row> rows) throws TransientException {
    Target.Key key = target.key();
    if (key == null) {
      return Set.of();
    }
    var inTimeOrder = new ArrayList<>(rows);
    inTimeOrder.sort(Comparator.comparingLong(Row::eventTime));
    var found = new HashSet<String>();
    for (int from = 0; from < inTimeOrder.size(); from += ASKED_AT_ONCE) {
      int to = Math.min(from + ASKED_AT_ONCE, inTimeOrder.size());
      ask(target.table(), key, inTimeOrder.subList(from, to), found);
    }
    return found;
  }

  @SuppressWarnings("try") // an interrupt while closing is handled as any other fault
  private void ask(String table, Target.Key key, List<Row> rows, Set<String> found)
      throws TransientException {
    var wanted = new HashSet<String>();
    var times = new TreeSet<Long>();
    var checksums = new StringBuilder();
    for (Row row : rows) {
      if (wanted.add(row.key())) {
        long step = Math.floorDiv(row.eventTime(), (long) key.step());
        for (long near = step - key.slack(); near <= step + key.slack(); near++) {
          times.add(near * key.step());
        }
        checksums.append(checksums.isEmpty() ? "" : ",").append(crc32(row.key()));
      }
    }
    String sql =
        "SELECT %s FROM %s WHERE %s IN (%s) AND CRC32(%s) IN (%s)"
            .formatted(key.column(), table, key.time(), join(times), key.column(), checksums);
    var settings = new QuerySettings().setFormat(ClickHouseFormat.RowBinary);
    try (var response = client.query(sql, settings).get();
        var in = new BufferedInputStream(response.getInputStream())) {
      for (int first = in.read(); first >= 0; first = in.read()) {
        String there = new String(in.readNBytes(length(first, in)), StandardCharsets.UTF_8);
        if (wanted.contains(there)) {
          found.add(there);
        }
      }
    } catch (Exception e) {
      throw fault("key-check", table, e);
    }
  }

  /** The rest of a variable-length number. */
  private static int length(int first, InputStream in) throws IOException {
    int length = first & 127;
    int last = first;
    for (int shift = 7; last > 127; shift += 7) {
      last = in.read();
      if (last < 0 || shift > 21) {
        throw new IOException("answer ended too early");
      }
      length |= (last & 127) << shift;
    }
    return length;
  }

  private static String join(Set<Long> numbers) {
    var text = new StringBuilder();
    numbers.forEach(each -> text.append(text.isEmpty() ? "" : ",").append(each));
    return text.toString();
  }

  private static long crc32(String text) {
    var checksum = new CRC32();
    checksum.update(text.getBytes(StandardCharsets.UTF_8));
    return checksum.getValue();
  }

  /** Every fault is worth another try: the same batch with the same token, until it works. */
  private static TransientException fault(String stage, String table, Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
    Throwable root = cause;
    while (root.getCause() != null) {
      if (root instanceof ServerException) {
        break;
      }
      root = root.getCause();
    }
    if (root instanceof ServerException server) {
      String hint =
          SCHEMA_ERRORS.contains(server.getCode())
              ? "; the tables are not what this program expects: run setup-schema"
              : "";
      return new TransientException(
          stage,
          "ClickHouse error %d for %s: %s%s"
              .formatted(server.getCode(), table, firstLine(server), hint),
          e);
    }
    return new TransientException(
        stage, "ClickHouse cannot be reached for " + table + ": " + firstLine(root), e);
  }

  private static String firstLine(Throwable e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 300 ? line.substring(0, 300) + "..." : line;
  }
}
