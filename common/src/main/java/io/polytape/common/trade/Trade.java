package io.polytape.common.trade;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a fill means: which outcome of which market changed hands, in which direction and at which
 * price. One row for each raw leg; count each match once by the taker legs.
 *
 * @param fill the raw leg
 * @param tokenId the outcome token of this leg
 * @param marketId empty when the market is not known
 * @param outcomeIndex -1 when the market is not known
 * @param makerSide of the order that {@code maker} owns
 * @param price empty when no tokens changed hands
 * @param usdAmount collateral
 * @param tokenAmount tokens
 * @param isStale whether it was read live and yet older than 300 s
 * @param marketKnown whether the market was known when the trade was derived
 */
public record Trade(
    OrderFilled fill,
    String tokenId,
    String marketId,
    String conditionId,
    String outcome,
    int outcomeIndex,
    @Nullable Boolean negRisk,
    Side makerSide,
    Optional<Price> price,
    Amount usdAmount,
    Amount tokenAmount,
    boolean isStale,
    boolean marketKnown) {

  /** The mirrored side of this leg; what the taker order did stands in its own leg. */
  public Side takerSide() {
    return makerSide.opposite();
  }
}
