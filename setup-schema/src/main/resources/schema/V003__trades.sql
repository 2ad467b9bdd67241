-- What each fill means, one row for each raw leg. usd_amount, token_amount and fee are whole units
-- with six places; price is usd_amount / token_amount to 18 places, NULL when no tokens moved.
-- The fee is in the asset that the maker of this leg receives.
-- by_time serves questions about a span of time across all tokens.
CREATE TABLE IF NOT EXISTS trades
(
    event_id String CODEC(ZSTD(1)),
    timestamp DateTime('UTC') CODEC(Delta, ZSTD(1)),
    market_id LowCardinality(String),
    condition_id LowCardinality(String),
    token_id LowCardinality(String),
    outcome LowCardinality(String),
    outcome_index Int16,
    neg_risk Nullable(Bool),
    maker String CODEC(ZSTD(1)),
    taker String CODEC(ZSTD(1)),
    maker_direction Enum8('BUY' = 1, 'SELL' = 2),
    taker_direction Enum8('BUY' = 1, 'SELL' = 2),
    price Nullable(Decimal(38, 18)) CODEC(ZSTD(1)),
    usd_amount Decimal(38, 6) CODEC(ZSTD(1)),
    token_amount Decimal(38, 6) CODEC(ZSTD(1)),
    fee Decimal(38, 6) CODEC(ZSTD(1)),
    is_taker_leg Bool,
    is_stale Bool,
    market_known Bool,
    source LowCardinality(String),
    contract LowCardinality(String),
    exchange_version UInt8,
    block_number Nullable(UInt64) CODEC(Delta, ZSTD(1)),
    log_index Nullable(UInt32),
    transaction_hash String CODEC(ZSTD(1)),
    order_hash String CODEC(ZSTD(1)),
    ingested_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)),
    INDEX by_time timestamp TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (token_id, timestamp, event_id)
SETTINGS non_replicated_deduplication_window = 10000;

-- Each match once: the taker order's own leg, which is the venue's own reference for volume.
-- Summing trades instead counts every match twice, once for its makers and once for its taker.
CREATE OR REPLACE VIEW matches AS
SELECT * FROM trades WHERE is_taker_leg;

-- Fills that were no match: somebody filled an order directly, so that its transaction has no taker
-- leg and matches does not hold it. Rare, and only seen by looking at whole transactions: ask for a
-- span of timestamp, or it reads the whole table.
CREATE OR REPLACE VIEW direct_fills AS
SELECT * EXCEPT (has_taker_leg)
FROM
(
    SELECT *, max(is_taker_leg) OVER (PARTITION BY timestamp, transaction_hash) AS has_taker_leg
    FROM trades
)
WHERE NOT has_taker_leg;

-- Volume of each UTC day, each match once.
CREATE OR REPLACE VIEW volume_daily AS
SELECT
    toDate(timestamp) AS day,
    count() AS matches,
    uniqExact(market_id) AS markets,
    sum(usd_amount) AS usd_volume,
    sum(token_amount) AS token_volume
FROM trades
WHERE is_taker_leg
GROUP BY day;
