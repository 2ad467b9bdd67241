package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.clob.BookLedger;
import io.polytape.simulator.clob.TrueTrade;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares {@code live_trades} with the trades that there really were. */
final class LiveTrades {
  private final Tables tables;
  private final BookLedger ledger;

  LiveTrades(Tables tables, BookLedger ledger) {
    this.tables = tables;
    this.ledger = ledger;
  }

  /**
   * Every trade of the tokens from a time on is there once unless a gap covers it, and none is
   * there that never was.
   *
   * @param since milliseconds since 1970
   * @return what is wrong; empty when nothing is
   */
  List<String> faults(Set<String> tokens, long since) throws IOException {
    var have = new HashMap<String, Integer>();
    for (JsonNode row :
        tables.rows(
            "SELECT transaction_hash, token_id, taker_side, price, size, count() AS n"
                + " FROM live_trades GROUP BY ALL")) {
      have.merge(key(row), row.path("n").asInt(), Integer::sum);
    }
    var gaps = gaps();
    var faults = new ArrayList<String>();
    var want = new HashMap<String, Integer>();
    for (TrueTrade trade : ledger.trades().toList()) {
      int number = want.merge(key(trade), 1, Integer::sum);
      boolean expected = tokens.contains(trade.tokenId()) && trade.timestamp() >= since;
      if (expected
          && have.getOrDefault(key(trade), 0) < number
          && !gaps.coversTrade(trade.tokenId(), trade.timestamp())) {
        faults.add("missing: " + trade);
      }
    }
    have.forEach(
        (key, count) -> {
          if (count > want.getOrDefault(key, 0)) {
            faults.add(
                "%d times, %d in the ledger: %s".formatted(count, want.getOrDefault(key, 0), key));
          }
        });
    return faults;
  }

  private static String key(JsonNode row) {
    return key(
        row.path("transaction_hash").asText(),
        row.path("token_id").asText(),
        row.path("taker_side").asText(),
        new BigDecimal(row.path("price").asText()),
        new BigDecimal(row.path("size").asText("0")));
  }

  private static String key(TrueTrade trade) {
    return key(
        trade.transactionHash(), trade.tokenId(), trade.side().name(), trade.price(), trade.size());
  }

  private static String key(
      String transaction, String token, String side, BigDecimal price, BigDecimal size) {
    return String.join(
        " ",
        transaction,
        token,
        side,
        price.stripTrailingZeros().toPlainString(),
        size.stripTrailingZeros().toPlainString());
  }

  /** The holes that the record itself knows of, by token. */
  Gaps gaps() throws IOException {
    var byToken = new HashMap<String, List<Gap>>();
    for (JsonNode row :
        tables.rows(
            "SELECT token_id, reason, trades_too, toUnixTimestamp64Milli(started_at) AS began,"
                + " toUnixTimestamp64Milli(ifNull(ended_at, now64(6) + 3600)) AS ended, ended_at IS"
                + " NULL AS open FROM gaps_current")) {
      byToken
          .computeIfAbsent(row.path("token_id").asText(), token -> new ArrayList<>())
          .add(
              new Gap(
                  row.path("reason").asText(),
                  row.path("began").asLong(),
                  row.path("ended").asLong(),
                  row.path("trades_too").asBoolean(),
                  row.path("open").asInt() == 1));
    }
    return new Gaps(byToken);
  }

  /**
   * A hole of a token.
   *
   * @param began milliseconds since 1970
   * @param ended likewise
   * @param tradesToo whether it says that trades may be missing
   */
  record Gap(String reason, long began, long ended, boolean tradesToo, boolean open) {}

  /** Holes by token. */
  record Gaps(Map<String, List<Gap>> byToken) {
    /** Whether a hole says that trades of that moment may be missing. */
    boolean coversTrade(String token, long time) {
      return byToken.getOrDefault(token, List.of()).stream()
          .anyMatch(gap -> gap.tradesToo() && gap.began() <= time && gap.ended() >= time);
    }

    /** Whether a hole of the token has a moment in common with a span of time. */
    boolean overlaps(String token, long from, long to) {
      return byToken.getOrDefault(token, List.of()).stream()
          .anyMatch(gap -> gap.began() <= to && gap.ended() >= from);
    }

    /** Those that lie closest to a moment, for messages. */
    List<Gap> near(String token, long time) {
      return byToken.getOrDefault(token, List.of()).stream()
          .sorted(
              Comparator.comparingLong(
                  gap -> Math.min(Math.abs(gap.began() - time), Math.abs(gap.ended() - time))))
          .limit(3)
          .toList();
    }

    /** Those that last. */
    List<String> open() {
      var open = new ArrayList<String>();
      byToken.forEach(
          (token, gaps) ->
              gaps.stream().filter(Gap::open).forEach(gap -> open.add(token + " " + gap)));
      return open;
    }
  }
}
