package io.polytape.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.Level;
import io.polytape.simulator.clob.TrueBook;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Books as somebody makes them who knows nothing but the frames. */
final class BookReplay {
  private final Map<String, Map<BigDecimal, BigDecimal>> bids = new HashMap<>();
  private final Map<String, Map<BigDecimal, BigDecimal>> asks = new HashMap<>();

  /** The newest hash, best bid and best ask that were stated for each token. */
  final Map<String, String> hashes = new HashMap<>();

  BookReplay(Iterable<JsonNode> events) {
    events.forEach(this::apply);
  }

  private static String text(JsonNode event, String name, String otherName) {
    return event.has(name) ? name : otherName;
  }

  void apply(JsonNode event) {
    if (event.has("price_changes")) {
      for (JsonNode change : event.get("price_changes")) {
        boolean bid = change.get("side").asText().equals("BUY");
        var side = side(bid, change.get("asset_id").asText());
        var price = new BigDecimal(change.get("price").asText());
        var size = new BigDecimal(change.get("size").asText());
        if (size.signum() == 0) {
          side.remove(price);
        } else {
          side.put(price, size);
        }
        hashes.put(change.get("asset_id").asText(), change.get("hash").asText());
      }
    } else if (event.has("bids") || event.has("buys")) {
      String token = event.get("asset_id").asText();
      fill(side(true, token), event.get(text(event, "bids", "buys")));
      fill(side(false, token), event.get(text(event, "asks", "sells")));
      hashes.put(token, event.get("hash").asText());
    }
  }

  private Map<BigDecimal, BigDecimal> side(boolean bid, String token) {
    return (bid ? bids : asks)
        .computeIfAbsent(token, key -> new TreeMap<>(Comparator.<BigDecimal>naturalOrder()));
  }

  private static void fill(Map<BigDecimal, BigDecimal> side, JsonNode levels) {
    side.clear();
    for (JsonNode level : levels) {
      side.put(
          new BigDecimal(level.get("price").asText()), new BigDecimal(level.get("size").asText()));
    }
  }

  private List<Level> levels(boolean bid, String token) {
    var levels =
        side(bid, token).entrySet().stream()
            .map(entry -> new Level(entry.getKey(), entry.getValue()))
            .toList();
    return bid ? levels.reversed() : levels;
  }

  /** Whether it ended with a book as it really is. */
  boolean agrees(TrueBook book) {
    return levels(true, book.tokenId()).equals(book.bids())
        && levels(false, book.tokenId()).equals(book.asks());
  }
}
