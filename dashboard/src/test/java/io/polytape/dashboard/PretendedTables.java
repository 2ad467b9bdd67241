package io.polytape.dashboard;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.embedded.ClickHouseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The columns that the page asks for, in tables of the names that it asks for. */
public final class PretendedTables {
  private static final Path SCHEMA = Path.of("../setup-schema/src/main/resources/schema");

  private final ClickHouseServer server = ClickHouseServer.shared();
  private final String database;

  public PretendedTables(String database) {
    this.database = database;
  }

  public ClickHouse clickHouse() {
    return new ClickHouse(server.host(), server.port(), database, "default", "");
  }

  public void create() {
    run(
        """
        CREATE TABLE %s.markets (market_id String, question String, updated_at DateTime64(6, 'UTC'))
        ENGINE = ReplacingMergeTree(updated_at) ORDER BY market_id
        """);
    run(
        """
        CREATE TABLE %s.order_filled (event_id String, timestamp DateTime('UTC'))
        ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY (timestamp, event_id)
        """);
    run(
        """
        CREATE TABLE %s.trades (event_id String, timestamp DateTime('UTC'),
          market_id LowCardinality(String), token_id LowCardinality(String),
          outcome LowCardinality(String), maker_direction Enum8('BUY' = 1, 'SELL' = 2),
          price Nullable(Decimal(38, 18)), usd_amount Decimal(38, 6), is_taker_leg Bool)
        ENGINE = MergeTree PARTITION BY toYYYYMM(timestamp) ORDER BY (token_id, timestamp, event_id)
        """);
    run(
        """
        CREATE TABLE %s.candles_1d (token_id LowCardinality(String), start DateTime('UTC'),
          usd_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
          matches SimpleAggregateFunction(sum, UInt64))
        ENGINE = AggregatingMergeTree PARTITION BY toYear(start) ORDER BY (token_id, start)
        """);
    run(
        """
        CREATE MATERIALIZED VIEW %1$s.candles_1d_feed TO %1$s.candles_1d AS
        SELECT token_id, toStartOfDay(timestamp) AS start, sum(usd_amount) AS usd_volume,
          count() AS matches
        FROM %1$s.trades WHERE is_taker_leg GROUP BY token_id, start
        """);
    addMarket("1", "Will the ECB cut rates at its December meeting?");
    addMarket("2", "Who will win the 2028 presidential election in the United States of America?");
    addMarket("3", "Bitcoin above $150,000 on New Year's Eve?");
  }

  /** The live tables, by the very files that make them for users. */
  public void createLive() {
    try (var connection = clickHouse().connect();
        var statement = connection.createStatement()) {
      String file =
          Files.readString(SCHEMA.resolve("V006__live.sql"))
              + Files.readString(SCHEMA.resolve("V007__changes_not_applied.sql"));
      for (String each : file.replaceAll("(?m)^--.*$", "").split(";\\s*\\n")) {
        if (!each.isBlank()) {
          statement.execute(each);
        }
      }
    } catch (IOException | SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** An hour of quotes that go up from a mid, one each fifteen seconds, and some trades. */
  public void addLiveHour(String token, String mid, int trades) {
    run(
        "INSERT INTO %s.quotes (token_id, event_time, received_at, mid, bid_depth, ask_depth,"
            + " quality) SELECT '"
            + token
            + "', now64(6) - toIntervalSecond(15 * (240 - number)), now64(6), toDecimal128("
            + mid
            + " + number / 2000 + sin(number / 9) / 50, 18), 1, 1, 'verified' FROM numbers(240)");
    run(
        "INSERT INTO %s.live_trades (trade_id, token_id, event_time, received_at, price, size,"
            + " taker_side, is_stale) SELECT concat('"
            + token
            + "-', toString(number)), '"
            + token
            + "', now64(6) - toIntervalSecond(30 * number + 20), now64(6), toDecimal128('"
            + mid
            + "', 18), if(number = 1, NULL, 25), if(number %% 2 = 0, 'BUY', 'SELL'), number = 2"
            + " FROM numbers("
            + trades
            + ")");
  }

  /** Runs a statement; {@code %s} stands for the database. */
  public void execute(String sql) {
    run(sql);
  }

  public void addMarket(String id, String question) {
    run(
        "INSERT INTO %s.markets VALUES ('"
            + id
            + "', unhex('"
            + java.util.HexFormat.of()
                .formatHex(question.getBytes(java.nio.charset.StandardCharsets.UTF_8))
            + "'), now64(6))");
  }

  /** Trades of two legs each: one of a maker, one of a taker. */
  public void addTrades(int matches, long second) {
    run(
        "INSERT INTO %s.order_filled SELECT toString(number), toDateTime("
            + second
            + ") FROM numbers("
            + 2 * matches
            + ")");
    run(
        "INSERT INTO %s.trades SELECT concat('"
            + second
            + "-', toString(number)), toDateTime("
            + second
            + "), toString(1 + number %% 3), 't', if(number %% 4 < 2, 'Yes', 'No'),"
            + " if(number %% 3 = 0, 'SELL', 'BUY'), toDecimal128(0.35 + number / 1000, 18),"
            + " toDecimal128(12.5, 6), number %% 2 = 1 FROM numbers("
            + 2 * matches
            + ")");
  }

  private void run(String sql) {
    server.execute(
        sql.contains("%1$s")
            ? sql.replace("%1$s", database)
            : sql.replaceFirst("%s", database).replace("%%", "%"));
  }
}
