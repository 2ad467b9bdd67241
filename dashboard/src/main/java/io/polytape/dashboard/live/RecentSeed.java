package io.polytape.dashboard.live;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.live.Alert;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.dashboard.status.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the gaps and alerts of the last day out of ClickHouse once, after the start, for the
 * streams hold only what is not written yet. Tries again until it has them.
 */
final class RecentSeed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RecentSeed.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final int MOST = 500;

  private final ClickHouse clickHouse;
  private final Recent recent;
  private final Thread thread;

  RecentSeed(ClickHouse clickHouse, Recent recent) {
    this.clickHouse = clickHouse;
    this.recent = recent;
    this.thread = Thread.ofVirtual().name("recent-seed").unstarted(this::run);
    thread.start();
  }

  private void run() {
    try {
      while (!isRead()) {
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isRead() {
    try (Connection connection = clickHouse.connect("default")) {
      gaps(connection);
      alerts(connection);
      return true;
    } catch (SQLException | IllegalArgumentException e) {
      log.atDebug().setCause(e).log("gaps and alerts of the last day could not be read yet");
      return false;
    }
  }

  private void gaps(Connection connection) throws SQLException {
    Sql.each(
        connection,
        """
        SELECT gap_id, token_id, condition_id, reason, toUnixTimestamp64Micro(started_at),
            toUnixTimestamp64Micro(ended_at), trades_too, detail, toUnixTimestamp64Micro(updated_at)
        FROM (SELECT * FROM `%s`.gaps FINAL WHERE started_at > now() - INTERVAL 1 DAY
            ORDER BY started_at DESC LIMIT %d) ORDER BY started_at
        """
            .formatted(clickHouse.database(), MOST),
        row ->
            recent.take(
                new GapRow(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    GapReason.of(row.getString(4)),
                    micros(row.getString(5)),
                    row.getString(6) == null ? null : micros(row.getString(6)),
                    row.getBoolean(7),
                    row.getString(8),
                    micros(row.getString(9)))));
  }

  private void alerts(Connection connection) throws SQLException {
    Sql.each(
        connection,
        """
        SELECT alert_id, rule, kind, severity, token_id, condition_id,
            toUnixTimestamp64Micro(event_time), is_raised, toString(value), toString(threshold),
            message
        FROM (SELECT * FROM `%s`.alerts WHERE event_time > now() - INTERVAL 1 DAY
            ORDER BY event_time DESC, is_raised LIMIT 1 BY alert_id LIMIT %d) ORDER BY event_time
        """
            .formatted(clickHouse.database(), MOST),
        row ->
            recent.take(
                new Alert(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    micros(row.getString(7)),
                    row.getBoolean(8),
                    Decimals.orZero(row.getString(9)),
                    Decimals.orZero(row.getString(10)),
                    row.getString(11))));
  }

  private static Instant micros(@Nullable String text) {
    long micros = Long.parseLong(text == null ? "0" : text);
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
