package io.polytape.common.live;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Top of a book and what follows from the book, after an event changed either; a row of {@code
 * quotes}. Prices in collateral for one token, sizes in tokens; null where a side is empty.
 *
 * @param eventTime never earlier than that of the token's quote before
 * @param sourceTime as the venue stated it, milliseconds since 1970; 0 when it stated none
 * @param lastTradePrice of this very token; null while none was seen
 * @param bidDepth tokens bid within 1 % of the mid
 * @param askDepth tokens offered within 1 % of the mid
 * @param imbalance (bidDepth - askDepth) / (bidDepth + askDepth); null when both are zero
 * @param volatility standard deviation of the log returns of the mid over the last hour, sampled
 *     each minute, scaled to a day; null while there are fewer than ten samples
 */
public record Quote(
    String tokenId,
    String conditionId,
    Instant eventTime,
    long sourceTime,
    Instant receivedAt,
    @Nullable Level bestBid,
    @Nullable Level bestAsk,
    @Nullable BigDecimal mid,
    @Nullable BigDecimal spread,
    @Nullable BigDecimal lastTradePrice,
    BigDecimal bidDepth,
    BigDecimal askDepth,
    @Nullable BigDecimal imbalance,
    @Nullable Double volatility,
    Quality quality) {}
