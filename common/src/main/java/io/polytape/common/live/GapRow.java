package io.polytape.common.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A hole in the live record of one token; a row of {@code gaps}. The row of a gap that has ended
 * replaces the one that was written when it began.
 *
 * @param gapId the same for both rows
 * @param endedAt null while it lasts
 * @param tradesToo whether trades may be missing, not book updates alone
 * @param updatedAt version of the row
 */
public record GapRow(
    String gapId,
    String tokenId,
    String conditionId,
    GapReason reason,
    Instant startedAt,
    @Nullable Instant endedAt,
    boolean tradesToo,
    String detail,
    Instant updatedAt) {}
