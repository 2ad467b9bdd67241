package io.polytape.common.live;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole book with the quote that belongs to it; a row of {@code order_books}.
 *
 * @param bids best first
 * @param asks best first
 * @param epoch counts the token's tick sizes: prices of different epochs lie on different grids
 */
public record BookSnapshot(
    Quote quote,
    List<Level> bids,
    List<Level> asks,
    @Nullable BigDecimal tickSize,
    int epoch,
    String hash) {
  public BookSnapshot {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
