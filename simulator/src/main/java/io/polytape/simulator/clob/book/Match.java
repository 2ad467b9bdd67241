package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.MarketSpec;

/**
 * A live trade as the engine keeps it.
 *
 * @param number counted from 0
 * @param transaction which transaction; several trades may share one
 * @param outcome whose token was traded
 * @param buy whether the taker bought it
 * @param price of that token in thousandths
 * @param size in hundredths of a token
 * @param time epoch milliseconds, as the venue states it
 */
public record Match(
    int number,
    MarketSpec market,
    long transaction,
    int outcome,
    boolean buy,
    int price,
    int size,
    long time) {

  public String token() {
    return market.tokenIds().get(outcome);
  }
}
