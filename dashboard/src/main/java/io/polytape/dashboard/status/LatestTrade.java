package io.polytape.dashboard.status;

import java.time.Instant;

/**
 * One match for the page's list.
 *
 * @param question of the market: text that anybody may choose, so never anything but text
 * @param direction of the order that took, BUY or SELL
 * @param price collateral per token, a decimal
 * @param usdAmount collateral, a decimal
 */
public record LatestTrade(
    Instant at,
    String question,
    String outcome,
    String direction,
    String price,
    String usdAmount) {}
