package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.Market;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which markets the sweeps of open ones showed. One that an earlier sweep had and the last one had
 * not has closed, most likely: it is looked up by its id, so that its last state arrives.
 */
final class OpenMarkets {
  private static final int AT_ONCE = 40;
  private static final int MOST_LOOKUPS = 6;

  private Set<String> before = new HashSet<>();
  private Set<String> now = new HashSet<>();
  private final Map<String, Integer> missing = new HashMap<>();

  void restart() {
    now = new HashSet<>();
  }

  /** Rows of the running sweep. */
  void saw(List<JsonNode> rows) {
    for (JsonNode row : rows) {
      String id = GammaText.text(row, "id");
      if (!id.isEmpty()) {
        now.add(id);
        missing.remove(id);
      }
    }
  }

  /** The running sweep is whole. */
  void finish() {
    for (String id : before) {
      if (!now.contains(id)) {
        missing.putIfAbsent(id, 0);
      }
    }
    before = now;
    now = new HashSet<>();
  }

  /** Ids to look up now, at most as many as one request takes. */
  List<String> missing() {
    return missing.keySet().stream().limit(AT_ONCE).toList();
  }

  void found(List<Market> markets) {
    markets.forEach(market -> missing.remove(market.marketId()));
  }

  /** They were looked up; one that is nowhere several times is given up. */
  void asked(List<String> ids) {
    for (String id : ids) {
      if (missing.containsKey(id) && missing.merge(id, 1, Integer::sum) >= MOST_LOOKUPS) {
        missing.remove(id);
      }
    }
  }

  int size() {
    return before.size();
  }
}
