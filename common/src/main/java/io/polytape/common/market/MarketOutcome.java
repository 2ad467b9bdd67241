package io.polytape.common.market;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a token stands for, as it lies in the hash {@code token:{token_id}}.
 *
 * @param outcome the label
 * @param outcomeIndex position among the market's outcomes, from 0
 * @param negRisk null when the venue does not say
 */
public record MarketOutcome(
    String marketId,
    String conditionId,
    String outcome,
    int outcomeIndex,
    @Nullable Boolean negRisk) {

  /** The fields of the Redis hash. */
  public Map<String, String> fields() {
    var fields = new LinkedHashMap<String, String>();
    fields.put("market_id", marketId);
    fields.put("condition_id", conditionId);
    fields.put("outcome", outcome);
    fields.put("outcome_index", Integer.toString(outcomeIndex));
    fields.put("neg_risk", negRisk == null ? "" : negRisk.toString());
    return fields;
  }

  /** Reads the fields of the Redis hash; empty when the hash is absent or not whole. */
  public static Optional<MarketOutcome> of(Map<String, String> fields) {
    String market = fields.get("market_id");
    String index = fields.get("outcome_index");
    if (market == null || index == null) {
      return Optional.empty();
    }
    String negRisk = fields.getOrDefault("neg_risk", "");
    if (index.isEmpty() || index.length() > 6 || !index.chars().allMatch(Character::isDigit)) {
      return Optional.empty();
    }
    return Optional.of(
        new MarketOutcome(
            market,
            fields.getOrDefault("condition_id", ""),
            fields.getOrDefault("outcome", ""),
            Integer.parseInt(index),
            negRisk.isEmpty() ? null : Boolean.valueOf(negRisk)));
  }
}
