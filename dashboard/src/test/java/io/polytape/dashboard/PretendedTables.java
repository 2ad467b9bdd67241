package io.polytape.dashboard;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.embedded.ClickHouseServer;

/** The columns that the page asks for, in tables of the names that it asks for. */
public final class PretendedTables {
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
