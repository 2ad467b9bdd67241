package io.polytape.simulator.clob;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;

/**
 * A change of one level of a token's book.
 *
 * @param version of the book after the batch that it belongs to
 * @param timestamp epoch milliseconds that the frame which tells it states; of what came in one
 *     batch with trades but was not taken by them some milliseconds later than the book's
 * @param level its new total; size 0 where it was removed
 * @param isTold whether a {@code price_change} tells it; false for what trades took, what a new
 *     grid of prices changed and the first levels, which whole books alone tell
 */
public record TrueChange(
    long version, long timestamp, BookSide side, Level level, boolean isTold) {}
