-- One row for each batch that the writer inserted, for the eye and for graphs. Best effort: what the
-- tables hold does not depend on it.
CREATE TABLE IF NOT EXISTS ingest_log
(
    inserted_at DateTime64(3, 'UTC'),
    table_name LowCardinality(String),
    writer LowCardinality(String),
    rows UInt64,
    already_present UInt64,
    first_entry_id String,
    last_entry_id String,
    token String,
    oldest_event_at DateTime64(3, 'UTC'),
    newest_event_at DateTime64(3, 'UTC'),
    latency_ms Int64,
    duration_ms UInt64
)
ENGINE = MergeTree
ORDER BY (table_name, inserted_at)
TTL toDateTime(inserted_at) + INTERVAL 30 DAY
SETTINGS non_replicated_deduplication_window = 10000;
