package io.polytape.simulator.ledger;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One market as it must stand in the end.
 *
 * @param category label of its event's first tag
 * @param tags labels of its event's tags
 * @param tokenIds one per outcome, or none; the position ids for a market of the second protocol
 * @param negRisk null where the venue does not say
 * @param winningOutcome null while it is not final, and where the result is split
 * @param createdAt epoch second, as all times here; the venue adds a fraction to this one and to
 *     the update
 * @param endDate null where the venue does not say
 * @param closedTime null while it is not closed
 * @param listed whether the listings show it yet
 */
public record LedgerMarket(
    String marketId,
    String conditionId,
    String question,
    String slug,
    String category,
    List<String> tags,
    List<String> outcomes,
    List<String> tokenIds,
    boolean active,
    boolean closed,
    @Nullable Boolean negRisk,
    BigDecimal volume,
    BigDecimal liquidity,
    @Nullable String winningOutcome,
    long createdAt,
    @Nullable Long endDate,
    @Nullable Long closedTime,
    long updatedAt,
    boolean listed) {

  public LedgerMarket {
    tags = List.copyOf(tags);
    outcomes = List.copyOf(outcomes);
    tokenIds = List.copyOf(tokenIds);
  }
}
