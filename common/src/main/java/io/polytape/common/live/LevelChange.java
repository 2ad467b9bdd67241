package io.polytape.common.live;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A level's new total as the venue said it; a row of {@code price_changes}.
 *
 * @param eventTime never earlier than that of the token's change before
 * @param sourceTime as the venue stated it, milliseconds since 1970; 0 when it stated none
 * @param bestBid as the venue stated it; null when there is none or it was not said
 * @param connection which connection heard it
 * @param isApplied whether it changed the book; false when it came before the first book, was older
 *     than the book, could not be true, or the token had ended
 */
public record LevelChange(
    String tokenId,
    String conditionId,
    Instant eventTime,
    long sourceTime,
    Instant receivedAt,
    BookSide side,
    Level level,
    @Nullable BigDecimal bestBid,
    @Nullable BigDecimal bestAsk,
    String hash,
    String connection,
    boolean isApplied) {}
