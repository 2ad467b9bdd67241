package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.simulator.clob.BookLedger;
import io.polytape.simulator.clob.TrueChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Compares {@code price_changes} with the changes that there really were. */
final class LiveChanges {
  /** A hole begins by our clock when a frame was here, a change when the venue made it. */
  private static final long ON_THE_WAY_MILLIS = 100;

  private final Tables tables;
  private final BookLedger ledger;

  LiveChanges(Tables tables, BookLedger ledger) {
    this.tables = tables;
    this.ledger = ledger;
  }

  /**
   * Changes of the tokens' levels from a time on that are neither stored nor in a hole; as far back
   * as the ledger remembers.
   *
   * @param since milliseconds since 1970
   */
  List<String> unsaid(Set<String> tokens, long since, LiveTrades.Gaps gaps) throws IOException {
    var stored = new HashSet<String>();
    for (JsonNode row :
        tables.rows(
            "SELECT token_id, side, price, size, toUnixTimestamp64Milli(assumeNotNull(source_time))"
                + " AS time FROM price_changes WHERE source_time IS NOT NULL"
                + " AND source_time >= fromUnixTimestamp64Milli("
                + since
                + ")")) {
      var level =
          new Level(
              new BigDecimal(row.path("price").asText()),
              new BigDecimal(row.path("size").asText()));
      stored.add(
          key(
              row.path("token_id").asText(),
              BookSide.valueOf(row.path("side").asText()),
              level,
              row.path("time").asLong()));
    }
    var unsaid = new ArrayList<String>();
    for (String token : tokens) {
      for (TrueChange change : ledger.changes(token)) {
        long time = change.timestamp();
        if (time >= since
            && !stored.contains(key(token, change.side(), change.level(), time))
            && !gaps.overlaps(token, time, time + ON_THE_WAY_MILLIS)) {
          unsaid.add(token + " " + change + ", holes " + gaps.near(token, time));
        }
      }
    }
    return unsaid;
  }

  private static String key(String token, BookSide side, Level level, long time) {
    return String.join(" ", token, side.name(), level.text(), Long.toString(time));
  }
}
