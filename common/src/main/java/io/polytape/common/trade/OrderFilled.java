package io.polytape.common.trade;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One order (partly) filled, as the exchange logged it: a raw leg. A match logs one for each maker
 * order and one for the taker order.
 *
 * @param eventId unique for this fill, whatever page or retry brings it; for the subgraph
 *     transaction hash, underscore, order hash
 * @param source where it was read, for example {@code goldsky}
 * @param exchangeVersion generation of the exchange contract, from 1
 * @param contract address of the exchange, or empty when the source does not say
 * @param blockNumber null when the source does not say
 * @param logIndex null when the source does not say
 * @param timestamp block time, seconds since 1970
 * @param maker owner of the filled order, lower case
 * @param taker its counterparty; the exchange itself in the taker order's own leg
 * @param makerAssetId what the maker hands over: {@code "0"} for collateral, else a token id
 * @param fee base units of the asset that the order receives
 * @param isTakerLeg whether this is the taker order's own leg
 * @param live whether it was read while following the tail, not while catching up with history
 * @param receivedAt when we read it
 */
public record OrderFilled(
    String eventId,
    String source,
    int exchangeVersion,
    String contract,
    @Nullable Long blockNumber,
    @Nullable Long logIndex,
    String transactionHash,
    String orderHash,
    long timestamp,
    String maker,
    String taker,
    String makerAssetId,
    String takerAssetId,
    Amount makerAmountFilled,
    Amount takerAmountFilled,
    Amount fee,
    boolean isTakerLeg,
    boolean live,
    Instant receivedAt) {
  /** How collateral is written where a token id could stand. */
  public static final String COLLATERAL = "0";

  public OrderFilled {
    if (eventId.isEmpty()) {
      throw new IllegalArgumentException("expected an event id, was empty");
    }
    if (timestamp < 0 || timestamp > 4_294_967_295L) {
      throw new IllegalArgumentException(
          "expected a block time in seconds below 2^32, was " + timestamp);
    }
  }
}
