package io.polytape.dashboard.status;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** The newest few trades and their markets' questions, out of a short span of event time. */
final class LatestTrades {
  private static final int SHOWN = 15;
  private static final int LONGEST_QUESTION = 300;
  private static final Duration SPAN = Duration.ofMinutes(10);

  private final Connection connection;
  private final String database;

  private record Found(
      Instant at, String marketId, String outcome, String direction, String price, String usd) {}

  LatestTrades(Connection connection, String database) {
    this.connection = connection;
    this.database = database;
  }

  /** The newest ones up to a time; every match once, or every leg when none is a taker's. */
  List<LatestTrade> before(Instant newest) throws SQLException {
    List<Found> found = find(newest, " AND is_taker_leg");
    if (found.isEmpty()) {
      found = find(newest, "");
    }
    Map<String, String> questions = questions(found);
    return found.stream()
        .map(
            each ->
                new LatestTrade(
                    each.at(),
                    questions.getOrDefault(each.marketId(), ""),
                    Texts.cut(each.outcome(), 100),
                    each.direction(),
                    each.price(),
                    each.usd()))
        .toList();
  }

  private List<Found> find(Instant newest, String only) throws SQLException {
    String sql =
        """
        SELECT toUnixTimestamp(timestamp), market_id, outcome, toString(maker_direction),
            ifNull(toString(price), ''), toString(usd_amount)
        FROM %s.trades WHERE timestamp >= toDateTime(%d)%s
        ORDER BY timestamp DESC, event_id DESC LIMIT %d
        SETTINGS max_execution_time = 5
        """
            .formatted(database, newest.minus(SPAN).getEpochSecond(), only, SHOWN);
    var found = new ArrayList<Found>();
    Sql.each(
        connection,
        sql,
        row ->
            found.add(
                new Found(
                    Instant.ofEpochSecond(row.getLong(1)),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    short4(row.getString(5)),
                    new BigDecimal(row.getString(6)).stripTrailingZeros().toPlainString())));
    return found;
  }

  private Map<String, String> questions(List<Found> trades) throws SQLException {
    var ids = new LinkedHashSet<String>();
    trades.stream().map(Found::marketId).filter(id -> !id.isEmpty()).forEach(ids::add);
    if (ids.isEmpty()) {
      return Map.of();
    }
    var questions = new HashMap<String, String>();
    Sql.each(
        connection,
        "SELECT market_id, argMax(question, updated_at) FROM "
            + database
            + ".markets WHERE market_id IN ("
            + String.join(", ", Collections.nCopies(ids.size(), "?"))
            + ") GROUP BY market_id",
        row -> questions.put(row.getString(1), Texts.cut(row.getString(2), LONGEST_QUESTION)),
        ids.toArray(String[]::new));
    return questions;
  }

  private static String short4(String price) {
    return price.isEmpty()
        ? ""
        : new BigDecimal(price)
            .setScale(4, java.math.RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
  }
}
