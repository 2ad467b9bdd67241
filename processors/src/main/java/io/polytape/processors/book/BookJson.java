package io.polytape.processors.book;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Header;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The CLOB's book object, https://docs.polymarket.com/api-reference. */
final class BookJson {
  private BookJson() {}

  /**
   * Reads it. A side that is missing is a broken answer and no empty side.
   *
   * @throws IllegalArgumentException when it is not what it should be
   */
  static Book read(JsonNode json, Instant receivedAt) {
    String tokenId = text(json, "asset_id");
    if (tokenId.isEmpty()) {
      throw new IllegalArgumentException("expected a field asset_id");
    }
    String tickSize = text(json, "tick_size");
    String timestamp = text(json, "timestamp");
    var header =
        new Header(
            tokenId,
            text(json, "market").toLowerCase(Locale.ROOT),
            timestamp.isEmpty() ? 0 : Long.parseLong(timestamp),
            receivedAt,
            "",
            0);
    return new Book(
        header,
        levels(json, "bids"),
        levels(json, "asks"),
        text(json, "hash"),
        tickSize.isEmpty() ? null : new BigDecimal(tickSize));
  }

  private static List<Level> levels(JsonNode json, String side) {
    JsonNode array = json.get(side);
    if (array == null || !array.isArray()) {
      throw new IllegalArgumentException("expected an array " + side);
    }
    var levels = new ArrayList<Level>(array.size());
    for (JsonNode each : array) {
      levels.add(
          new Level(new BigDecimal(text(each, "price")), new BigDecimal(text(each, "size"))));
    }
    return levels;
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.get(name);
    return value == null || value.isNull() ? "" : value.asText();
  }
}
