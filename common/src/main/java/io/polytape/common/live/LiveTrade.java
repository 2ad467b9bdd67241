package io.polytape.common.live;

import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A trade of the live channel; a row of {@code live_trades}. Nothing is left out for being late or
 * odd: it is flagged.
 *
 * @param tradeId made of transaction, token, side, price and occurrence; the row's natural key
 * @param marketId empty while the market is not known
 * @param eventTime the venue's time of the trade
 * @param size tokens; null when neither socket nor Data API said it
 * @param isStale whether it was older than 300 s when it arrived
 * @param isBackfilled whether it, or its size, came from the Data API
 * @param isDiverged whether its price was more than 0.10 away from the book
 */
public record LiveTrade(
    String tradeId,
    String tokenId,
    String conditionId,
    String marketId,
    Instant eventTime,
    Instant receivedAt,
    BigDecimal price,
    @Nullable BigDecimal size,
    @Nullable Side side,
    String feeRateBps,
    String transactionHash,
    boolean isStale,
    boolean isBackfilled,
    boolean isDiverged,
    String connection) {}
