-- Candles of each token from the legs that count each match once (is_taker_leg; the direct fills of
-- the view direct_fills are left out, since one insert cannot see that their transaction has no taker
-- leg). States, not figures: open and close are taken by (timestamp, event_id), so late blocks change
-- nothing that they should not, and each target has its own deduplication window, so a repeated
-- insert counts once. Read them through ohlcv_1m, ohlcv_1h and ohlcv_1d.

CREATE TABLE IF NOT EXISTS candles_1m
(
    token_id LowCardinality(String),
    start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    open AggregateFunction(argMin, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    high SimpleAggregateFunction(max, Decimal(38, 18)),
    low SimpleAggregateFunction(min, Decimal(38, 18)),
    close AggregateFunction(argMax, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    usd_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    token_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    matches SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(start)
ORDER BY (token_id, start)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS candles_1m_feed TO candles_1m AS
SELECT
    token_id,
    toStartOfMinute(timestamp) AS start,
    argMinState(assumeNotNull(price), (timestamp, event_id)) AS open,
    max(assumeNotNull(price)) AS high,
    min(assumeNotNull(price)) AS low,
    argMaxState(assumeNotNull(price), (timestamp, event_id)) AS close,
    sum(usd_amount) AS usd_volume,
    sum(token_amount) AS token_volume,
    count() AS matches
FROM trades
WHERE is_taker_leg AND price IS NOT NULL
GROUP BY token_id, start;

CREATE OR REPLACE VIEW ohlcv_1m AS
SELECT
    token_id,
    start,
    argMinMerge(c.open) AS open,
    max(c.high) AS high,
    min(c.low) AS low,
    argMaxMerge(c.close) AS close,
    sum(c.usd_volume) AS usd_volume,
    sum(c.token_volume) AS token_volume,
    sum(c.matches) AS matches
FROM candles_1m AS c
GROUP BY token_id, start;

CREATE TABLE IF NOT EXISTS candles_1h
(
    token_id LowCardinality(String),
    start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    open AggregateFunction(argMin, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    high SimpleAggregateFunction(max, Decimal(38, 18)),
    low SimpleAggregateFunction(min, Decimal(38, 18)),
    close AggregateFunction(argMax, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    usd_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    token_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    matches SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(start)
ORDER BY (token_id, start)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS candles_1h_feed TO candles_1h AS
SELECT
    token_id,
    toStartOfHour(timestamp) AS start,
    argMinState(assumeNotNull(price), (timestamp, event_id)) AS open,
    max(assumeNotNull(price)) AS high,
    min(assumeNotNull(price)) AS low,
    argMaxState(assumeNotNull(price), (timestamp, event_id)) AS close,
    sum(usd_amount) AS usd_volume,
    sum(token_amount) AS token_volume,
    count() AS matches
FROM trades
WHERE is_taker_leg AND price IS NOT NULL
GROUP BY token_id, start;

CREATE OR REPLACE VIEW ohlcv_1h AS
SELECT
    token_id,
    start,
    argMinMerge(c.open) AS open,
    max(c.high) AS high,
    min(c.low) AS low,
    argMaxMerge(c.close) AS close,
    sum(c.usd_volume) AS usd_volume,
    sum(c.token_volume) AS token_volume,
    sum(c.matches) AS matches
FROM candles_1h AS c
GROUP BY token_id, start;

CREATE TABLE IF NOT EXISTS candles_1d
(
    token_id LowCardinality(String),
    start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    open AggregateFunction(argMin, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    high SimpleAggregateFunction(max, Decimal(38, 18)),
    low SimpleAggregateFunction(min, Decimal(38, 18)),
    close AggregateFunction(argMax, Decimal(38, 18), Tuple(DateTime('UTC'), String)),
    usd_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    token_volume SimpleAggregateFunction(sum, Decimal(38, 6)),
    matches SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(start)
ORDER BY (token_id, start)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS candles_1d_feed TO candles_1d AS
SELECT
    token_id,
    toStartOfDay(timestamp) AS start,
    argMinState(assumeNotNull(price), (timestamp, event_id)) AS open,
    max(assumeNotNull(price)) AS high,
    min(assumeNotNull(price)) AS low,
    argMaxState(assumeNotNull(price), (timestamp, event_id)) AS close,
    sum(usd_amount) AS usd_volume,
    sum(token_amount) AS token_volume,
    count() AS matches
FROM trades
WHERE is_taker_leg AND price IS NOT NULL
GROUP BY token_id, start;

CREATE OR REPLACE VIEW ohlcv_1d AS
SELECT
    token_id,
    start,
    argMinMerge(c.open) AS open,
    max(c.high) AS high,
    min(c.low) AS low,
    argMaxMerge(c.close) AS close,
    sum(c.usd_volume) AS usd_volume,
    sum(c.token_volume) AS token_volume,
    sum(c.matches) AS matches
FROM candles_1d AS c
GROUP BY token_id, start;
