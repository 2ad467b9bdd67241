package io.polytape.common.market;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One question and what it can resolve to, in our terms, whatever endpoint it came from.
 *
 * @param marketId the venue's decimal id
 * @param conditionId 0x and hex, lower case; empty for a few old markets
 * @param questionId likewise
 * @param question as the venue wrote it: foreign text, to be escaped wherever it is shown
 * @param outcomes labels in the venue's order; usually two
 * @param tokenIds one for each outcome in the same order; empty for markets that never had any
 * @param outcomePrices in the same order, in [0,1]; empty when the venue sends none
 * @param category of the market, or empty
 * @param tags labels of the venue event's tags, without repeats
 * @param eventId of the venue event that the market belongs to, or empty
 * @param negRisk null when the venue does not say: missing is not false
 * @param active as the venue says; a resolved market is still active
 * @param winningOutcome label of the winner once resolved to one outcome, else empty
 * @param volume in collateral, 0 when omitted (the venue omits zeros)
 * @param version the venue's protocol version, {@code v1}, {@code v2} or empty
 * @param sourceUpdatedAt when the venue says it changed last
 * @param updatedAt when we saw this state; grows strictly from state to state of one market
 */
public record Market(
    String marketId,
    String conditionId,
    String questionId,
    String question,
    String slug,
    String description,
    String groupItemTitle,
    List<String> outcomes,
    List<String> tokenIds,
    List<BigDecimal> outcomePrices,
    String category,
    List<String> tags,
    String eventId,
    String eventSlug,
    String eventTitle,
    @Nullable Boolean negRisk,
    String negRiskMarketId,
    boolean active,
    boolean closed,
    boolean archived,
    boolean acceptingOrders,
    boolean enableOrderBook,
    BigDecimal volume,
    BigDecimal liquidity,
    @Nullable BigDecimal tickSize,
    @Nullable BigDecimal minOrderSize,
    @Nullable Instant createdAt,
    @Nullable Instant startDate,
    @Nullable Instant endDate,
    @Nullable Instant closedTime,
    String resolutionStatus,
    String winningOutcome,
    String version,
    @Nullable Instant sourceUpdatedAt,
    Instant updatedAt) {

  public Market {
    if (marketId.isEmpty()) {
      throw new IllegalArgumentException("expected a market id, was empty");
    }
    outcomes = List.copyOf(outcomes);
    tokenIds = List.copyOf(tokenIds);
    outcomePrices = List.copyOf(outcomePrices);
    tags = List.copyOf(tags);
  }

  /** Position of a token among the outcomes. */
  public Optional<Integer> outcomeIndex(TokenId token) {
    int index = tokenIds.indexOf(token.value());
    return index < 0 ? Optional.empty() : Optional.of(index);
  }
}
