package io.polytape.dashboard.status;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.dashboard.status.ClickHouseAnswer.Table;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything the page wants to know of ClickHouse. Counts, sizes and newest times come out of the
 * engine's own metadata; the sums read the daily candles and are asked for the more seldom the
 * longer they take.
 */
final class ClickHouseQuestions implements Watch.Questions<ClickHouseAnswer>, AutoCloseable {
  /** Tables that must be there, in the order in which events flow. */
  static final List<String> EXPECTED = List.of("markets", "order_filled", "trades");

  /** Tables that are shown when they are there, after those. */
  static final List<String> CANDLES = List.of("candles_1m", "candles_1h", "candles_1d");

  /** Tables of the live record, likewise. */
  static final List<String> LIVE =
      List.of("quotes", "order_books", "price_changes", "live_trades", "gaps", "alerts");

  private static final Map<String, String> TIME_COLUMNS =
      Map.ofEntries(
          Map.entry("markets", "updated_at"),
          Map.entry("order_filled", "timestamp"),
          Map.entry("trades", "timestamp"),
          Map.entry("candles_1m", "start"),
          Map.entry("candles_1h", "start"),
          Map.entry("candles_1d", "start"),
          Map.entry("quotes", "event_time"),
          Map.entry("order_books", "event_time"),
          Map.entry("price_changes", "event_time"),
          Map.entry("live_trades", "event_time"),
          Map.entry("gaps", "started_at"),
          Map.entry("alerts", "event_time"));
  private static final Duration TOTALS_INTERVAL = Duration.ofSeconds(5);
  private static final int TOTALS_SHARE = 20;

  private final ClickHouse clickHouse;
  private final String database;
  private final Map<String, Instant> lastInserts = new HashMap<>();
  private @Nullable Connection connection;
  private Totals totals = Totals.NONE;
  private Instant totalsDue = Instant.EPOCH;

  ClickHouseQuestions(ClickHouse clickHouse) {
    this.clickHouse = clickHouse;
    this.database = "`" + clickHouse.database() + "`";
  }

  @Override
  public ClickHouseAnswer ask(Instant now) throws SQLException {
    try {
      Connection open = open();
      String version = Sql.text(open, "SELECT version()");
      Map<String, Table> tables = tables(open);
      if (!now.isBefore(totalsDue) && tables.keySet().containsAll(EXPECTED)) {
        long start = System.nanoTime();
        totals = totals(open, tables);
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        Duration rest = took.multipliedBy(TOTALS_SHARE);
        totalsDue = now.plus(rest.compareTo(TOTALS_INTERVAL) > 0 ? rest : TOTALS_INTERVAL);
      }
      Table trades = tables.get("trades");
      Instant newest = trades == null ? null : trades.newestAt();
      List<LatestTrade> latest =
          newest == null || !tables.containsKey("markets")
              ? List.of()
              : new LatestTrades(open, database).before(newest);
      return new ClickHouseAnswer(version, tables, totals, latest);
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      // Not in our database: it may not be there yet, which is not the same as an engine that is
      // away.
      open = clickHouse.connect("default");
      connection = open;
    }
    return open;
  }

  private Map<String, Table> tables(Connection open) throws SQLException {
    Map<String, Instant> inserts = lastInserts(open);
    var found = new LinkedHashMap<String, long[]>();
    Sql.each(
        open,
        """
        SELECT name, ifNull(total_rows, 0), ifNull(total_bytes, 0) FROM system.tables
        WHERE database = ? AND engine LIKE '%MergeTree'
        """,
        row -> found.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3)}),
        clickHouse.database());
    var tables = new LinkedHashMap<String, Table>();
    for (var each : found.entrySet()) {
      String column = TIME_COLUMNS.get(each.getKey());
      if (column != null) {
        tables.put(
            each.getKey(),
            new Table(
                each.getValue()[0],
                each.getValue()[1],
                each.getValue()[0] == 0 ? null : newest(open, each.getKey(), column),
                inserts.get(each.getKey())));
      }
    }
    return tables;
  }

  /** The newest event time: of a partition key's column the engine knows it without reading. */
  private @Nullable Instant newest(Connection open, String table, String column)
      throws SQLException {
    String sql =
        "SELECT toString(toUnixTimestamp64Milli(toDateTime64(max(%s), 3))) FROM %s.%s"
            .formatted(column, database, table);
    return Texts.instant(Sql.text(open, sql));
  }

  /**
   * When each table last got rows: the newest part that no merge made. Such a part may be merged
   * away, so the newest one ever seen is kept.
   */
  private Map<String, Instant> lastInserts(Connection open) throws SQLException {
    Sql.each(
        open,
        """
        SELECT table, toUnixTimestamp(maxIf(modification_time, level = 0)),
            toUnixTimestamp(max(modification_time))
        FROM system.parts WHERE database = ? GROUP BY table
        """,
        row -> {
          long inserted = row.getLong(2);
          boolean known = lastInserts.containsKey(row.getString(1));
          long seconds = inserted > 0 || known ? inserted : row.getLong(3);
          lastInserts.merge(
              row.getString(1), Instant.ofEpochSecond(seconds), (a, b) -> a.isAfter(b) ? a : b);
        },
        clickHouse.database());
    return Map.copyOf(lastInserts);
  }

  private Totals totals(Connection open, Map<String, Table> tables) throws SQLException {
    String sums =
        tables.containsKey("candles_1d")
            ? "SELECT sum(matches), toString(sum(usd_volume)), %s FROM %s.candles_1d"
            : "SELECT count(), toString(sum(usd_amount)), %s FROM %s.trades WHERE is_taker_leg";
    // A market has a row for each of its states until they are merged; it counts once.
    String markets =
        tables.containsKey("markets")
            ? "(SELECT uniqExact(market_id) FROM " + database + ".markets)"
            : "0";
    var found = new Totals[1];
    Sql.each(
        open,
        sums.formatted(markets, database),
        row ->
            found[0] =
                new Totals(
                    row.getLong(3),
                    rows(tables, "order_filled"),
                    rows(tables, "trades"),
                    row.getLong(1),
                    plain(row)));
    return Objects.requireNonNullElse(found[0], Totals.NONE);
  }

  private static long rows(Map<String, Table> tables, String name) {
    Table table = tables.get(name);
    return table == null ? 0 : table.rows();
  }

  private static String plain(ResultSet row) throws SQLException {
    return new BigDecimal(row.getString(2)).setScale(2, java.math.RoundingMode.HALF_UP).toString();
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It failed already, which is why it is closed.
        return;
      }
    }
  }
}
