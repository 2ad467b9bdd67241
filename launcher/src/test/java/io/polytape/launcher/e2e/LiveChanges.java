package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
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

  private static final long SOON_MILLIS = 5_000;

  private final Tables tables;
  private final BookLedger ledger;
  private final Redis redis;
  private final Set<String> overwritten = new HashSet<>();

  LiveChanges(Tables tables, BookLedger ledger, Redis redis) {
    this.tables = tables;
    this.ledger = ledger;
    this.redis = redis;
  }

  /**
   * Changes of the tokens' levels from a time on that are neither stored nor in a hole, as far back
   * as the ledger remembers. What the venue tells by whole books alone, as it does of what trades
   * take, must be in a stored book. What one connection alone cannot show is counted instead: see
   * {@link #overwritten}.
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
      List<TrueChange> changes = ledger.changes(token);
      for (TrueChange change : changes) {
        long time = change.timestamp();
        if (time >= since
            && !stored.contains(key(token, change.side(), change.level(), time))
            && !gaps.overlaps(token, time, time + ON_THE_WAY_MILLIS)
            && (change.isTold() || !isInBook(token, change))) {
          if (change.isTold() && isOverwritten(token, change, changes, stored)) {
            overwritten.add(token + " " + change);
            continue;
          }
          unsaid.add(
              token
                  + " "
                  + change
                  + ", then "
                  + changes.stream()
                      .filter(next -> next.version() > change.version())
                      .limit(3)
                      .toList()
                  + ", holes "
                  + gaps.near(token, time)
                  + (unsaid.isEmpty() ? ", heard " + heard(token, time) : ""));
        }
      }
    }
    return unsaid;
  }

  /**
   * Whether the first thing that was heard of the token after a change set the same level: then the
   * book is as if the change had never been, and the venue says nothing from which its loss could
   * be told. A second connection brings it.
   */
  private static boolean isOverwritten(
      String token, TrueChange change, List<TrueChange> changes, Set<String> stored) {
    long heard =
        changes.stream()
            .filter(next -> next.version() > change.version())
            .filter(next -> !next.isTold() || isStored(token, next, stored))
            .mapToLong(TrueChange::version)
            .min()
            .orElse(-1);
    return changes.stream()
        .filter(next -> next.version() == heard && isStored(token, next, stored))
        .anyMatch(
            next ->
                next.side() == change.side()
                    && next.level().price().compareTo(change.level().price()) == 0);
  }

  private static boolean isStored(String token, TrueChange change, Set<String> stored) {
    return stored.contains(key(token, change.side(), change.level(), change.timestamp()));
  }

  /** Changes that were lost and whose level the next batch set again. */
  Set<String> overwritten() {
    return overwritten;
  }

  /** Whether a book that was stored soon after has the level as the change left it. */
  private boolean isInBook(String token, TrueChange change) throws IOException {
    String side = change.side() == BookSide.BID ? "bids" : "asks";
    String price = change.level().price().toPlainString();
    String size = change.level().size().toPlainString();
    return tables.count(
            "SELECT count() FROM order_books WHERE token_id = '%s' AND source_time BETWEEN fromUnixTimestamp64Milli(%d) AND fromUnixTimestamp64Milli(%d) AND arraySum(level -> if(level.price = toDecimal128('%s', 18), level.size, toDecimal128(0, 6)), %s) = toDecimal128('%s', 6)"
                .formatted(
                    token, change.timestamp(), change.timestamp() + SOON_MILLIS, price, side, size))
        > 0;
  }

  /** What the socket said of a token around a time, for messages. */
  private List<String> heard(String token, long time) {
    var heard = new ArrayList<String>();
    try {
      var stream = Partitions.stream(Partitions.of(token));
      for (Entry entry :
          new ConsumerGroup(redis, stream, "none", "none")
              .range(Long.toString(time - 10_000), Long.toString(time + 10_000), 1_000_000)) {
        MarketEvent event = MarketEventCodec.decode(entry.payload());
        if (event.header().tokenId().equals(token)) {
          heard.add(entry.id() + " " + event);
        }
      }
    } catch (TransientException | UndecodableException e) {
      heard.add(e.toString());
    }
    return heard;
  }

  private static String key(String token, BookSide side, Level level, long time) {
    return String.join(" ", token, side.name(), level.text(), Long.toString(time));
  }
}
