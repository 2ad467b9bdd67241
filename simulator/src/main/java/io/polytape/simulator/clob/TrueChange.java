package io.polytape.simulator.clob;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;

/**
 * A change of one level of a token's book.
 *
 * @param version of the book after the batch that it belongs to
 * @param timestamp epoch milliseconds
 * @param level its new total; size 0 where it was removed
 */
public record TrueChange(long version, long timestamp, BookSide side, Level level) {}
