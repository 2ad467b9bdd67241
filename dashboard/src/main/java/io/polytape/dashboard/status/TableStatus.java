package io.polytape.dashboard.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One table of ClickHouse.
 *
 * @param rowsPerSecond growth since the sample before, null while unknown
 * @param newestAt newest event time in it, null when empty or unknown
 * @param lastInsertAt when a part was last written
 */
public record TableStatus(
    String name,
    boolean present,
    long rows,
    long bytes,
    @Nullable Double rowsPerSecond,
    @Nullable Instant newestAt,
    @Nullable Instant lastInsertAt,
    @Nullable Long lastInsertAgeSeconds) {}
