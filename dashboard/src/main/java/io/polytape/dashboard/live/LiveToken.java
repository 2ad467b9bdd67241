package io.polytape.dashboard.live;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A followed token with its quote of a moment ago.
 *
 * @param quality empty while it has had no whole book
 * @param silent whether nothing was heard of it for long, although it has a book
 */
public record LiveToken(
    String tokenId,
    String outcome,
    @Nullable String bestBid,
    @Nullable String bestBidSize,
    @Nullable String bestAsk,
    @Nullable String bestAskSize,
    @Nullable String mid,
    @Nullable String spread,
    @Nullable String lastTradePrice,
    @Nullable String volume,
    String quality,
    @Nullable Instant eventTime,
    @Nullable Instant receivedTime,
    boolean silent,
    boolean gapOpen) {}
