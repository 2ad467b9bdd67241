package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares {@code price_changes} with what the ingester published. The venue may say the same thing
 * twice in other digits, so that two equal rows are right where two events were heard.
 */
final class StoredChanges {
  private final Tables tables;
  private final Map<String, Integer> heard = new HashMap<>();

  StoredChanges(Tables tables) {
    this.tables = tables;
  }

  /** Takes note of an event of the streams. */
  synchronized void heard(MarketEvent event) {
    if (event instanceof PriceChange change) {
      Header header = change.header();
      for (PriceChange.Change each : change.changes()) {
        String key =
            key(
                header.tokenId(),
                each.side().name(),
                each.level().price(),
                each.level().size(),
                header.sourceTime(),
                ChronoUnit.MICROS.between(Instant.EPOCH, header.receivedAt()),
                header.connection());
        heard.merge(key, 1, Integer::sum);
      }
    }
  }

  /** Changes that are there less or more often than they were heard; empty when none is. */
  synchronized List<String> faults() throws IOException {
    var left = new HashMap<>(heard);
    var faults = new ArrayList<String>();
    for (JsonNode row :
        tables.rows(
            "SELECT token_id, side, price, size, connection, count() AS n,"
                + " ifNull(toUnixTimestamp64Milli(source_time), 0) AS source,"
                + " toUnixTimestamp64Micro(received_at) AS received"
                + " FROM price_changes GROUP BY ALL")) {
      String key =
          key(
              row.path("token_id").asText(),
              row.path("side").asText(),
              new BigDecimal(row.path("price").asText()),
              new BigDecimal(row.path("size").asText()),
              row.path("source").asLong(),
              row.path("received").asLong(),
              row.path("connection").asText());
      Integer times = left.remove(key);
      // A few are trimmed from their stream before anybody else has read it.
      if (times != null && times != row.path("n").asInt()) {
        faults.add("%d times, %d heard: %s".formatted(row.path("n").asInt(), times, key));
      }
    }
    left.keySet().forEach(key -> faults.add("missing: " + key));
    return faults;
  }

  /** How many were heard. */
  synchronized int count() {
    return heard.size();
  }

  private static String key(
      String token,
      String side,
      BigDecimal price,
      BigDecimal size,
      long source,
      long received,
      String connection) {
    return String.join(
        " ",
        token,
        side,
        price.stripTrailingZeros().toPlainString(),
        size.stripTrailingZeros().toPlainString(),
        Long.toString(source),
        Long.toString(received),
        connection);
  }
}
