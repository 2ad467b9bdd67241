package io.polytape.simulator.clob.book;

import java.util.List;

/**
 * What the engine did to a book in the batch of a transaction's trades, in order: first what the
 * trades took, then all else.
 *
 * @param taken told by the whole books behind the trades alone
 * @param told what those books hold too, and a {@code price_change} says once more: a rest of the
 *     taker's order, or something that has nothing to do with the trades
 * @param toldAt the time that {@code price_change} states, in epoch milliseconds; a little later
 *     than the book's
 */
public record TradeEffect(List<Change> taken, List<Change> told, long toldAt) {
  public TradeEffect {
    taken = List.copyOf(taken);
    told = List.copyOf(told);
  }

  /** Whether the trades left the book as it was. */
  public boolean isNone() {
    return taken.isEmpty() && told.isEmpty();
  }
}
