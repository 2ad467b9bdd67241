package io.polytape.simulator.clob;

import io.polytape.common.live.Level;
import java.math.BigDecimal;
import java.util.List;

/**
 * A token's book as it really is.
 *
 * @param version counts the changes of the market's book
 * @param timestamp epoch milliseconds of the last change
 * @param bids best first
 * @param asks best first
 */
public record TrueBook(
    String tokenId,
    String conditionId,
    long version,
    long timestamp,
    String hash,
    BigDecimal tickSize,
    List<Level> bids,
    List<Level> asks) {
  public TrueBook {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
