-- The live record: what the market channel said of each token, and where it is known to have holes.
--
-- event_time of a token never goes back; source_time is what the venue itself stated, NULL when it
-- stated nothing. Prices are collateral for one token, sizes are tokens.
-- token_id is LowCardinality although there may be tens of thousands of them: rows lie in the order
-- of their token, so it costs nothing on disk, and a question about all tokens reads and groups
-- numbers of two bytes instead of texts of 77.
-- What grows without end is kept for 30 days, and dropped in whole days: to keep it longer, run
-- ALTER TABLE quotes MODIFY TTL toDateTime(received_at) + INTERVAL 90 DAY (likewise the others).

-- Whole books, best level first.
CREATE TABLE IF NOT EXISTS order_books
(
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    event_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    source_time Nullable(DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
    received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    bids Array(Tuple(price Decimal(38, 18), size Decimal(38, 6))) CODEC(ZSTD(1)),
    asks Array(Tuple(price Decimal(38, 18), size Decimal(38, 6))) CODEC(ZSTD(1)),
    best_bid Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    best_bid_size Nullable(Decimal(38, 6)) CODEC(ZSTD(1)),
    best_ask Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    best_ask_size Nullable(Decimal(38, 6)) CODEC(ZSTD(1)),
    mid Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    spread Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    last_trade_price Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    bid_depth Decimal(38, 6) CODEC(ZSTD(1)),
    ask_depth Decimal(38, 6) CODEC(ZSTD(1)),
    imbalance Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    volatility Nullable(Float64) CODEC(ZSTD(1)),
    tick_size Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    epoch UInt32 CODEC(Delta, ZSTD(1)),
    quality Enum8('verified' = 1, 'unverified' = 2, 'gap' = 3, 'resynced' = 4),
    hash String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (token_id, event_time, received_at)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1;

-- Each change of a level as it was applied: the level's new total, 0 when it is gone. best_bid and
-- best_ask are the venue's own statement, NULL when it made none.
CREATE TABLE IF NOT EXISTS price_changes
(
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    event_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    source_time Nullable(DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
    received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    side Enum8('BID' = 1, 'ASK' = 2),
    price Decimal(38, 18) CODEC(ZSTD(1)),
    size Decimal(38, 6) CODEC(ZSTD(1)),
    best_bid Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    best_ask Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    hash String CODEC(ZSTD(1)),
    connection LowCardinality(String)
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (token_id, event_time, received_at)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1;

-- Top of book after each event that changed it. bid_depth and ask_depth are the tokens within 1 % of
-- mid, imbalance is (bid_depth - ask_depth) / (bid_depth + ask_depth), volatility the standard
-- deviation of the log returns of mid over an hour, scaled to a day.
CREATE TABLE IF NOT EXISTS quotes
(
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    event_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    source_time Nullable(DateTime64(3, 'UTC')) CODEC(Delta, ZSTD(1)),
    received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    best_bid Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    best_bid_size Nullable(Decimal(38, 6)) CODEC(ZSTD(1)),
    best_ask Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    best_ask_size Nullable(Decimal(38, 6)) CODEC(ZSTD(1)),
    mid Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    spread Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    last_trade_price Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    bid_depth Decimal(38, 6) CODEC(ZSTD(1)),
    ask_depth Decimal(38, 6) CODEC(ZSTD(1)),
    imbalance Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    volatility Nullable(Float64) CODEC(ZSTD(1)),
    quality Enum8('verified' = 1, 'unverified' = 2, 'gap' = 3, 'resynced' = 4)
)
ENGINE = MergeTree
PARTITION BY toYYYYMMDD(event_time)
ORDER BY (token_id, event_time, received_at)
TTL toDateTime(received_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000, ttl_only_drop_parts = 1;

-- Trades of the live channel, each match once, seen from its taker; kept for ever. size is NULL when
-- nobody said it, taker_side likewise. The record of what was settled on chain is trades.
CREATE TABLE IF NOT EXISTS live_trades
(
    trade_id String CODEC(ZSTD(1)),
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    market_id LowCardinality(String),
    event_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    received_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    price Decimal(38, 18) CODEC(ZSTD(1)),
    size Nullable(Decimal(38, 6)) CODEC(ZSTD(1)),
    taker_side Nullable(Enum8('BUY' = 1, 'SELL' = 2)),
    fee_rate_bps LowCardinality(String),
    transaction_hash String CODEC(ZSTD(1)),
    is_stale Bool,
    is_backfilled Bool,
    is_diverged Bool,
    connection LowCardinality(String),
    INDEX by_time event_time TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (token_id, event_time, trade_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- Holes in the live record. A gap is written when it opens, with ended_at NULL, and again when it
-- ends; the newest updated_at wins. It begins when the record was last known to be whole.
CREATE TABLE IF NOT EXISTS gaps
(
    gap_id String CODEC(ZSTD(1)),
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    reason LowCardinality(String),
    started_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    ended_at Nullable(DateTime64(6, 'UTC')) CODEC(Delta, ZSTD(1)),
    trades_too Bool,
    detail String CODEC(ZSTD(1)),
    updated_at DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = ReplacingMergeTree(updated_at)
PARTITION BY toYYYYMM(started_at)
ORDER BY (token_id, started_at, gap_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- One row for each gap: its newest state.
CREATE OR REPLACE VIEW gaps_current AS
SELECT * FROM gaps FINAL;

-- Alerts: a row when one is raised and another, of the same alert_id, when it is cleared.
CREATE TABLE IF NOT EXISTS alerts
(
    alert_id String CODEC(ZSTD(1)),
    rule LowCardinality(String),
    kind LowCardinality(String),
    severity LowCardinality(String),
    token_id LowCardinality(String),
    condition_id LowCardinality(String),
    event_time DateTime64(6, 'UTC') CODEC(Delta, ZSTD(1)),
    is_raised Bool,
    value Decimal(38, 18) CODEC(ZSTD(1)),
    threshold Decimal(38, 18) CODEC(ZSTD(1)),
    message String CODEC(ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(event_time)
ORDER BY (token_id, event_time, alert_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- Books of each token by the hour, from the snapshots of order_books, each of which counts the same.
-- Sums and counts, not averages: any hours and tokens can be put together. Lowest and highest are
-- NULL when no snapshot had both sides. Read it through book_hourly.
CREATE TABLE IF NOT EXISTS book_1h
(
    token_id LowCardinality(String),
    start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    mid_open AggregateFunction(argMin, Decimal(38, 18), Tuple(DateTime64(6, 'UTC'), DateTime64(6, 'UTC'))),
    mid_close AggregateFunction(argMax, Decimal(38, 18), Tuple(DateTime64(6, 'UTC'), DateTime64(6, 'UTC'))),
    mid_low SimpleAggregateFunction(min, Nullable(Decimal(38, 18))),
    mid_high SimpleAggregateFunction(max, Nullable(Decimal(38, 18))),
    mid_sum SimpleAggregateFunction(sum, Decimal(76, 18)),
    spread_low SimpleAggregateFunction(min, Nullable(Decimal(38, 18))),
    spread_high SimpleAggregateFunction(max, Nullable(Decimal(38, 18))),
    spread_sum SimpleAggregateFunction(sum, Decimal(76, 18)),
    two_sided SimpleAggregateFunction(sum, UInt64),
    bid_depth_low SimpleAggregateFunction(min, Decimal(38, 6)),
    bid_depth_high SimpleAggregateFunction(max, Decimal(38, 6)),
    bid_depth_sum SimpleAggregateFunction(sum, Decimal(76, 6)),
    ask_depth_low SimpleAggregateFunction(min, Decimal(38, 6)),
    ask_depth_high SimpleAggregateFunction(max, Decimal(38, 6)),
    ask_depth_sum SimpleAggregateFunction(sum, Decimal(76, 6)),
    in_gap SimpleAggregateFunction(sum, UInt64),
    snapshots SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYYYYMM(start)
ORDER BY (token_id, start)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS book_1h_feed TO book_1h AS
SELECT
    token_id,
    toStartOfHour(event_time) AS start,
    argMinStateIf(assumeNotNull(mid), (event_time, received_at), mid IS NOT NULL) AS mid_open,
    argMaxStateIf(assumeNotNull(mid), (event_time, received_at), mid IS NOT NULL) AS mid_close,
    min(mid) AS mid_low,
    max(mid) AS mid_high,
    sumIf(toDecimal256(assumeNotNull(mid), 18), mid IS NOT NULL) AS mid_sum,
    min(spread) AS spread_low,
    max(spread) AS spread_high,
    sumIf(toDecimal256(assumeNotNull(spread), 18), spread IS NOT NULL) AS spread_sum,
    countIf(mid IS NOT NULL AND spread IS NOT NULL) AS two_sided,
    min(bid_depth) AS bid_depth_low,
    max(bid_depth) AS bid_depth_high,
    sum(toDecimal256(bid_depth, 6)) AS bid_depth_sum,
    min(ask_depth) AS ask_depth_low,
    max(ask_depth) AS ask_depth_high,
    sum(toDecimal256(ask_depth, 6)) AS ask_depth_sum,
    countIf(quality = 'gap') AS in_gap,
    count() AS snapshots
FROM order_books
GROUP BY token_id, start;

-- mid and spread are means over the snapshots that had both sides, NULL when there was none.
CREATE OR REPLACE VIEW book_hourly AS
SELECT
    token_id,
    start,
    if(sum(b.two_sided) = 0, NULL, argMinMerge(b.mid_open)) AS mid_open,
    max(b.mid_high) AS mid_high,
    min(b.mid_low) AS mid_low,
    if(sum(b.two_sided) = 0, NULL, argMaxMerge(b.mid_close)) AS mid_close,
    if(sum(b.two_sided) = 0, NULL, sum(b.mid_sum) / greatest(sum(b.two_sided), 1)) AS mid,
    min(b.spread_low) AS spread_low,
    max(b.spread_high) AS spread_high,
    if(sum(b.two_sided) = 0, NULL, sum(b.spread_sum) / greatest(sum(b.two_sided), 1)) AS spread,
    min(b.bid_depth_low) AS bid_depth_low,
    max(b.bid_depth_high) AS bid_depth_high,
    sum(b.bid_depth_sum) / sum(b.snapshots) AS bid_depth,
    min(b.ask_depth_low) AS ask_depth_low,
    max(b.ask_depth_high) AS ask_depth_high,
    sum(b.ask_depth_sum) / sum(b.snapshots) AS ask_depth,
    sum(b.two_sided) AS two_sided,
    sum(b.in_gap) AS in_gap,
    sum(b.snapshots) AS snapshots
FROM book_1h AS b
GROUP BY token_id, start;

-- Volume-weighted price of each token by the UTC day of its trades; as sums, so that any days and
-- tokens can be put together. Trades without a size are counted in unsized only. Wide decimals, for
-- an overflow in a view would stop the table that feeds it. Read it through vwap_daily.
CREATE TABLE IF NOT EXISTS vwap_1d
(
    token_id LowCardinality(String),
    start DateTime('UTC') CODEC(Delta, ZSTD(1)),
    usd_volume SimpleAggregateFunction(sum, Decimal(76, 24)),
    token_volume SimpleAggregateFunction(sum, Decimal(76, 6)),
    trades SimpleAggregateFunction(sum, UInt64),
    unsized SimpleAggregateFunction(sum, UInt64),
    stale SimpleAggregateFunction(sum, UInt64),
    backfilled SimpleAggregateFunction(sum, UInt64),
    diverged SimpleAggregateFunction(sum, UInt64)
)
ENGINE = AggregatingMergeTree
PARTITION BY toYear(start)
ORDER BY (token_id, start)
SETTINGS non_replicated_deduplication_window = 10000;

CREATE MATERIALIZED VIEW IF NOT EXISTS vwap_1d_feed TO vwap_1d AS
SELECT
    token_id,
    toStartOfDay(event_time) AS start,
    sum(toDecimal256(price, 18) * toDecimal256(ifNull(size, 0), 6)) AS usd_volume,
    sum(toDecimal256(ifNull(size, 0), 6)) AS token_volume,
    count() AS trades,
    countIf(size IS NULL) AS unsized,
    countIf(is_stale) AS stale,
    countIf(is_backfilled) AS backfilled,
    countIf(is_diverged) AS diverged
FROM live_trades
GROUP BY token_id, start;

CREATE OR REPLACE VIEW vwap_daily AS
SELECT
    token_id,
    start,
    if(sum(v.token_volume) = 0, NULL, sum(v.usd_volume) / greatest(sum(v.token_volume), toDecimal256('0.000001', 6))) AS vwap,
    sum(v.usd_volume) AS usd_volume,
    sum(v.token_volume) AS token_volume,
    sum(v.trades) AS trades,
    sum(v.unsized) AS unsized,
    sum(v.stale) AS stale,
    sum(v.backfilled) AS backfilled,
    sum(v.diverged) AS diverged
FROM vwap_1d AS v
GROUP BY token_id, start;
