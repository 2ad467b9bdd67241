package io.polytape.dashboard.status;

import org.jspecify.annotations.Nullable;

/**
 * Sums over the tables.
 *
 * @param fills rows of {@code order_filled}: every leg
 * @param trades rows of {@code trades}: every leg
 * @param matches trades counted once
 * @param volumeUsd volume counted once, a decimal, null while unknown
 */
public record Totals(
    long markets, long fills, long trades, long matches, @Nullable String volumeUsd) {
  public static final Totals NONE = new Totals(0, 0, 0, 0, null);
}
