package io.polytape.dashboard.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Fills that wait for their market.
 *
 * @param tokens how many tokens they wait for
 * @param oldestAt since when the longest waits
 */
public record Parked(
    long fills, long tokens, @Nullable Instant oldestAt, @Nullable Long oldestAgeSeconds) {
  public static final Parked NONE = new Parked(0, 0, null, null);
}
