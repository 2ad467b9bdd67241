-- The state of every market. A market comes again whenever it changes; the newest updated_at wins.
-- Foreign text lies here as the venue wrote it. Prices and sizes are the venue's, exact to 18 places.
CREATE TABLE IF NOT EXISTS markets
(
    market_id String,
    condition_id String,
    question_id String,
    question String CODEC(ZSTD(1)),
    slug String CODEC(ZSTD(1)),
    description String CODEC(ZSTD(3)),
    group_item_title String,
    outcomes Array(String),
    token_ids Array(String),
    outcome_prices Array(Decimal(38, 18)),
    category LowCardinality(String),
    tags Array(LowCardinality(String)),
    event_id String,
    event_slug String CODEC(ZSTD(1)),
    event_title String CODEC(ZSTD(1)),
    neg_risk Nullable(Bool),
    neg_risk_market_id String,
    active Bool,
    closed Bool,
    archived Bool,
    accepting_orders Bool,
    enable_order_book Bool,
    volume Decimal(38, 18),
    liquidity Decimal(38, 18),
    tick_size Nullable(Decimal(38, 18)),
    min_order_size Nullable(Decimal(38, 18)),
    created_at Nullable(DateTime64(6, 'UTC')),
    start_date Nullable(DateTime64(6, 'UTC')),
    end_date Nullable(DateTime64(6, 'UTC')),
    closed_time Nullable(DateTime64(6, 'UTC')),
    resolution_status LowCardinality(String),
    winning_outcome String,
    version LowCardinality(String),
    source_updated_at Nullable(DateTime64(6, 'UTC')),
    updated_at DateTime64(6, 'UTC'),
    ingested_at DateTime64(3, 'UTC')
)
ENGINE = ReplacingMergeTree(updated_at)
ORDER BY market_id
SETTINGS non_replicated_deduplication_window = 10000;

-- One row for each market: its newest state.
CREATE OR REPLACE VIEW markets_current AS
SELECT * FROM markets FINAL;
