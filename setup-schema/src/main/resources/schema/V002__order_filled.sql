-- Every fill as the exchange logged it: the raw legs, in exact base units (10^-6).
-- A match logs one leg for each maker order and one for the taker order: see trades and matches.
CREATE TABLE IF NOT EXISTS order_filled
(
    event_id String CODEC(ZSTD(1)),
    source LowCardinality(String),
    exchange_version UInt8,
    contract LowCardinality(String),
    block_number Nullable(UInt64) CODEC(Delta, ZSTD(1)),
    log_index Nullable(UInt32),
    transaction_hash String CODEC(ZSTD(1)),
    order_hash String CODEC(ZSTD(1)),
    timestamp DateTime('UTC') CODEC(Delta, ZSTD(1)),
    maker String CODEC(ZSTD(1)),
    taker String CODEC(ZSTD(1)),
    maker_asset_id String CODEC(ZSTD(1)),
    taker_asset_id String CODEC(ZSTD(1)),
    maker_amount_filled UInt64,
    taker_amount_filled UInt64,
    fee UInt64,
    is_taker_leg Bool,
    ingested_at DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(timestamp)
ORDER BY (timestamp, event_id)
SETTINGS non_replicated_deduplication_window = 10000;
