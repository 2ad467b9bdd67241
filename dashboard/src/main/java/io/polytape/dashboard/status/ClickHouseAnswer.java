package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What ClickHouse says.
 *
 * @param tables those of ours that exist, by name
 */
record ClickHouseAnswer(
    String version, Map<String, Table> tables, Totals totals, List<LatestTrade> latestTrades) {

  /** One table. */
  record Table(long rows, long bytes, @Nullable Instant newestAt, @Nullable Instant lastInsertAt) {}
}
