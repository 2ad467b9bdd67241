package io.polytape.dashboard.live;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.dashboard.status.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What ClickHouse knows of a token's last hour. One question at a time, each answer kept for a few
 * seconds, so that many viewers cost what one costs.
 */
public final class TokenHistory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TokenHistory.class);
  private static final Duration SPAN = Duration.ofHours(1);
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration CAUTION = Duration.ofSeconds(10);
  private static final int STEP_SECONDS = 15;
  private static final int MOST_TRADES = 50;
  private static final int MOST_KEPT = 100;

  private final ClickHouse clickHouse;
  private final String database;
  private final InstantSource clock;
  private final Map<String, History> kept = new LinkedHashMap<>();
  private @Nullable Connection connection;
  private Instant notBefore = Instant.EPOCH;

  /**
   * A token's last hour.
   *
   * @param fault why nothing is known, empty when all is well
   * @param prices the mid at the end of each step in which it was quoted, oldest first
   * @param trades newest first
   */
  public record History(
      Instant at, String fault, int stepSeconds, List<Point> prices, List<TradeLine> trades) {}

  /** The mid at a time; plain decimal. */
  public record Point(long at, String mid) {}

  /** A live trade; absent parts are null. */
  public record TradeLine(
      String tradeId,
      long at,
      String price,
      @Nullable String size,
      @Nullable String side,
      boolean stale,
      boolean backfilled,
      boolean diverged) {}

  TokenHistory(ClickHouse clickHouse, InstantSource clock) {
    this.clickHouse = clickHouse;
    this.database = "`" + clickHouse.database() + "`";
    this.clock = clock;
  }

  /** The token's last hour, a few seconds old at most unless ClickHouse does not answer. */
  public synchronized History of(String token) {
    Instant now = clock.instant();
    History known = kept.get(token);
    if (known != null && Duration.between(known.at(), now).compareTo(FRESH) < 0) {
      return known;
    }
    if (now.isBefore(notBefore)) {
      return nothing(now);
    }
    History fresh;
    try {
      fresh = new History(now, "", STEP_SECONDS, prices(token, now), trades(token));
    } catch (SQLException e) {
      // A hanging engine must not make every viewer wait in turn.
      notBefore = clock.instant().plus(CAUTION);
      log.atDebug().setCause(e).log("history of a token could not be read");
      close();
      fresh = nothing(now);
    }
    kept.remove(token);
    kept.put(token, fresh);
    while (kept.size() > MOST_KEPT) {
      kept.remove(kept.keySet().iterator().next());
    }
    return fresh;
  }

  private static History nothing(Instant now) {
    return new History(now, "ClickHouse does not answer", STEP_SECONDS, List.of(), List.of());
  }

  private List<Point> prices(String token, Instant now) throws SQLException {
    var points = new ArrayList<Point>();
    Sql.each(
        open(),
        """
        SELECT intDiv(toUnixTimestamp(event_time), %d) AS step, toString(argMax(mid, event_time))
        FROM %s.quotes
        WHERE token_id = ? AND event_time >= fromUnixTimestamp64Milli(%d) AND mid IS NOT NULL
        GROUP BY step ORDER BY step LIMIT 1000
        """
            .formatted(STEP_SECONDS, database, now.minus(SPAN).toEpochMilli()),
        row -> points.add(new Point((row.getLong(1) + 1) * STEP_SECONDS * 1_000, row.getString(2))),
        token);
    return List.copyOf(points);
  }

  private List<TradeLine> trades(String token) throws SQLException {
    var trades = new ArrayList<TradeLine>();
    Sql.each(
        open(),
        """
        SELECT trade_id, toUnixTimestamp64Milli(event_time), toString(price), toString(size),
            toString(taker_side), is_stale, is_backfilled, is_diverged
        FROM %s.live_trades WHERE token_id = ?
        ORDER BY token_id DESC, event_time DESC, trade_id DESC LIMIT %d
        """
            .formatted(database, MOST_TRADES),
        row ->
            trades.add(
                new TradeLine(
                    row.getString(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getBoolean(6),
                    row.getBoolean(7),
                    row.getBoolean(8))),
        token);
    return List.copyOf(trades);
  }

  private Connection open() throws SQLException {
    Connection open = connection;
    if (open == null) {
      open = clickHouse.connect("default");
      connection = open;
    }
    return open;
  }

  @Override
  public synchronized void close() {
    Connection open = connection;
    connection = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        // It failed already, or nobody needs it any more.
        return;
      }
    }
  }
}
