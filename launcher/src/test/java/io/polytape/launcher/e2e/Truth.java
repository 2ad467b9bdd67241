package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.ledger.LedgerFill;
import io.polytape.simulator.ledger.LedgerMarket;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Compares the tables with the simulator's ledger, row by row and column by column. */
final class Truth {
  private final Ledger ledger;
  private final Tables tables;

  Truth(Ledger ledger, Tables tables) {
    this.ledger = ledger;
    this.tables = tables;
  }

  long fills() {
    return ledger.summary().fills();
  }

  /** Every fill once in {@code order_filled}, every trade once and right in {@code trades}. */
  void assertFillsAndTradesEqual() throws IOException {
    var fills = new HashMap<String, String>();
    var trades = new HashMap<String, String>();
    ledger
        .fills()
        .forEach(
            fill -> {
              fills.put(fill.eventId(), rawLeg(fill));
              trades.put(fill.eventId(), trade(fill));
            });
    compare("order_filled", fills, tables.rows(RAW_LEGS), Truth::rawLeg);
    compare("trades", trades, tables.rows(TRADES), Truth::trade);
  }

  /** Every market in its last state, and no other. */
  void assertMarketsEqual() throws IOException {
    var markets = new HashMap<String, String>();
    for (LedgerMarket market : ledger.markets()) {
      if (market.listed()) {
        markets.put(market.marketId(), market(market));
      }
    }
    compare("markets", markets, tables.rows(MARKETS), Truth::market);
  }

  /** Whether the markets are all in their last state, for waiting. */
  boolean marketsEqual() {
    try {
      assertMarketsEqual();
      return true;
    } catch (IOException | AssertionError e) {
      return false;
    }
  }

  /** The candles of every token must be what the trades, counted once, add up to. */
  void assertCandlesEqualRecomputation() throws IOException {
    for (String span : List.of("1m", "1h", "1d")) {
      String unit =
          switch (span) {
            case "1m" -> "toStartOfMinute(timestamp)";
            case "1h" -> "toStartOfHour(timestamp)";
            default -> "toStartOfDay(timestamp)";
          };
      var recomputed =
          tables.rows(
              "SELECT sum(usd_amount) AS usd, sum(token_amount) AS tokens, count() AS n,"
                  + " uniqExact(token_id, "
                  + unit
                  + ") AS candles FROM trades WHERE is_taker_leg AND price IS NOT NULL");
      var stored =
          tables.rows(
              "SELECT sum(usd_volume) AS usd, sum(token_volume) AS tokens, sum(matches) AS n,"
                  + " count() AS candles FROM ohlcv_"
                  + span);
      assertThat(stored.toString()).as("candles " + span).isEqualTo(recomputed.toString());
    }
  }

  private interface Row {
    String of(JsonNode row);
  }

  private static void compare(
      String table, Map<String, String> expected, List<JsonNode> rows, Row form) {
    var faults = new ArrayList<String>();
    var left = new HashMap<>(expected);
    for (JsonNode row : rows) {
      String id = row.elements().next().asText();
      String want = left.remove(id);
      String have = form.of(row);
      if (want == null) {
        faults.add((expected.containsKey(id) ? "doubled: " : "not in the ledger: ") + have);
      } else if (!want.equals(have)) {
        faults.add("differs:\n  want " + want + "\n  have " + have);
      }
    }
    left.values().stream().limit(5).forEach(each -> faults.add("missing: " + each));
    if (!faults.isEmpty() || !left.isEmpty()) {
      throw new AssertionError(
          "%s: %d rows, %d in the ledger, %d missing, %d other faults\n%s"
              .formatted(
                  table,
                  rows.size(),
                  expected.size(),
                  left.size(),
                  faults.size() - Math.min(5, left.size()),
                  String.join("\n", faults.subList(0, Math.min(8, faults.size())))));
    }
  }

  private static final String RAW_LEGS =
      "SELECT event_id, toUnixTimestamp(timestamp) AS ts, transaction_hash, order_hash, maker,"
          + " taker, maker_asset_id, taker_asset_id, maker_amount_filled, taker_amount_filled,"
          + " fee, is_taker_leg FROM order_filled";

  private static String rawLeg(LedgerFill fill) {
    return join(
        fill.eventId(),
        fill.timestamp(),
        fill.transactionHash(),
        fill.orderHash(),
        fill.maker(),
        fill.taker(),
        fill.makerAssetId(),
        fill.takerAssetId(),
        fill.makerAmountFilled(),
        fill.takerAmountFilled(),
        fill.fee(),
        fill.isTakerLeg());
  }

  private static String rawLeg(JsonNode row) {
    return texts(row);
  }

  private static final String TRADES =
      "SELECT event_id, toUnixTimestamp(timestamp) AS ts, market_id, condition_id, token_id,"
          + " outcome, outcome_index, maker, taker, maker_direction, taker_direction, price,"
          + " usd_amount, token_amount, fee, is_taker_leg, market_known, transaction_hash,"
          + " order_hash FROM trades";

  private static String trade(LedgerFill fill) {
    return join(
        fill.eventId(),
        fill.timestamp(),
        fill.marketId(),
        fill.conditionId(),
        fill.tokenId(),
        fill.outcome(),
        fill.outcomeIndex(),
        fill.maker(),
        fill.taker(),
        fill.makerDirection(),
        fill.takerDirection(),
        plain(fill.price()),
        plain(fill.usdAmount()),
        plain(fill.tokenAmount()),
        plain(BigDecimal.valueOf(fill.fee(), 6)),
        fill.isTakerLeg(),
        true,
        fill.transactionHash(),
        fill.orderHash());
  }

  private static String trade(JsonNode row) {
    var parts = new ArrayList<String>();
    row.properties()
        .forEach(
            field ->
                parts.add(
                    switch (field.getKey()) {
                      case "price", "usd_amount", "token_amount", "fee" ->
                          decimal(field.getValue());
                      default -> field.getValue().asText();
                    }));
    return String.join(" | ", parts);
  }

  private static final String MARKETS =
      "SELECT market_id, condition_id, question, slug, category, tags, outcomes, token_ids,"
          + " active, closed, neg_risk, volume, liquidity, winning_outcome,"
          + " toUnixTimestamp(end_date) AS ends, toUnixTimestamp(closed_time) AS closed_at"
          + " FROM markets_current";

  private static String market(LedgerMarket market) {
    return join(
        market.marketId(),
        market.conditionId(),
        market.question(),
        market.slug(),
        market.category(),
        String.join(",", market.tags().stream().sorted().toList()),
        String.join(",", market.outcomes()),
        String.join(",", market.tokenIds()),
        market.active(),
        market.closed(),
        market.negRisk(),
        plain(market.volume()),
        plain(market.liquidity()),
        Objects.requireNonNullElse(market.winningOutcome(), ""),
        market.endDate(),
        market.closedTime());
  }

  private static String market(JsonNode row) {
    var parts = new ArrayList<String>();
    row.properties()
        .forEach(
            field ->
                parts.add(
                    switch (field.getKey()) {
                      case "volume", "liquidity" -> decimal(field.getValue());
                      case "tags" ->
                          String.join(",", list(field.getValue()).stream().sorted().toList());
                      case "outcomes", "token_ids" -> String.join(",", list(field.getValue()));
                      default -> field.getValue().asText();
                    }));
    return String.join(" | ", parts);
  }

  private static List<String> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static String decimal(JsonNode value) {
    return value.isNull() ? "null" : plain(new BigDecimal(value.asText()));
  }

  private static String plain(@org.jspecify.annotations.Nullable BigDecimal value) {
    if (value == null) {
      return "null";
    }
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  private static String texts(JsonNode row) {
    var parts = new ArrayList<String>();
    row.forEach(value -> parts.add(value.asText()));
    return String.join(" | ", parts);
  }

  private static String join(@org.jspecify.annotations.Nullable Object... parts) {
    var texts = new ArrayList<String>();
    for (Object part : parts) {
      texts.add(String.valueOf(part));
    }
    return String.join(" | ", texts);
  }
}
