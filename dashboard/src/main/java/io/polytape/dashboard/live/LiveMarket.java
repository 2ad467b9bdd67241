package io.polytape.dashboard.live;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A followed market.
 *
 * @param question empty while the market is not known
 * @param volume tokens traded over the last 24 h, all outcomes
 * @param spark mid of the first outcome over the last ten minutes, oldest first; for a chart only
 */
public record LiveMarket(
    String marketId,
    String conditionId,
    String question,
    String slug,
    String volume,
    List<LiveToken> tokens,
    List<@Nullable Float> spark) {}
