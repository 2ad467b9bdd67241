package io.polytape.ingesters.clob;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of one object of a frame, as they stand there. */
final class ElementFields {
  private static final Set<String> SCALARS =
      Set.of(
          "event_type",
          "market",
          "condition_id",
          "asset_id",
          "timestamp",
          "hash",
          "price",
          "size",
          "side",
          "best_bid",
          "best_ask",
          "tick_size",
          "old_tick_size",
          "new_tick_size",
          "fee_rate_bps",
          "transaction_hash",
          "id",
          "slug",
          "winning_asset_id",
          "winning_outcome");

  /** Known, and of no use for events. */
  private static final Set<String> PASSED_OVER =
      Set.of(
          "spread",
          "last_trade_price",
          "min_order_size",
          "neg_risk",
          "question",
          "description",
          "outcomes",
          "event_message",
          "tags",
          "active",
          "order_price_min_tick_size",
          "group_item_title",
          "sports_market_type",
          "line",
          "game_start_time",
          "taker_base_fee",
          "fees_enabled",
          "fee_schedule");

  /** One of {@code price_changes}, or the one of an old shape. */
  record LevelFields(
      @Nullable String token,
      @Nullable String price,
      @Nullable String size,
      @Nullable String side,
      @Nullable String hash,
      @Nullable String bestBid,
      @Nullable String bestAsk) {}

  private final Map<String, String> scalars = HashMap.newHashMap(16);
  private final Set<String> unknown = new HashSet<>();
  private final List<LevelFields> changes = new ArrayList<>();
  private @Nullable List<String[]> bids;
  private @Nullable List<String[]> asks;
  private List<String> tokens = List.of();

  /** Reads an object to its end; the parser stands on its beginning. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      switch (name) {
        case "bids", "buys" -> bids = Wire.pairs(json);
        case "asks", "sells" -> asks = Wire.pairs(json);
        case "price_changes", "changes" -> readChanges(json);
        case "assets_ids", "clob_token_ids" -> {
          List<String> named = Wire.strings(json);
          tokens = named.isEmpty() ? tokens : named;
        }
        default -> readScalar(json, name);
      }
    }
  }

  private void readScalar(JsonParser json, String name) throws IOException {
    String value = Wire.scalar(json);
    if (SCALARS.contains(name)) {
      if (value != null) {
        scalars.put(name, value);
      }
    } else if (!PASSED_OVER.contains(name)) {
      unknown.add(Wire.cut(name, 60));
    }
  }

  /** An array of objects, of triples of price, side and size, or one such triple. */
  private void readChanges(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    var triple = new ArrayList<String>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      switch (json.currentToken()) {
        case START_OBJECT -> changes.add(readChange(json));
        case START_ARRAY -> addTriple(Wire.strings(json));
        default -> triple.add(json.getText());
      }
    }
    if (!triple.isEmpty()) {
      addTriple(triple);
    }
  }

  private void addTriple(List<String> triple) {
    changes.add(
        triple.size() == 3
            ? new LevelFields(null, triple.get(0), triple.get(2), triple.get(1), null, null, null)
            : new LevelFields(null, null, null, null, null, null, null));
  }

  private LevelFields readChange(JsonParser json) throws IOException {
    Map<String, String> values = HashMap.newHashMap(10);
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      String value = Wire.scalar(json);
      switch (name) {
        case "asset_id", "price", "size", "side", "hash", "best_bid", "best_ask" -> {
          if (value != null) {
            values.put(name, value);
          }
        }
        default -> unknown.add("price_changes." + Wire.cut(name, 60));
      }
    }
    return new LevelFields(
        values.get("asset_id"),
        values.get("price"),
        values.get("size"),
        values.get("side"),
        values.get("hash"),
        values.get("best_bid"),
        values.get("best_ask"));
  }

  @Nullable String get(String name) {
    return scalars.get(name);
  }

  /** A text that is kept as it is, cut to what any honest one has. */
  String text(String name) {
    return Wire.cut(scalars.getOrDefault(name, ""), 300);
  }

  /** As stated; {@code book} when there are ladders, {@code ""} when it cannot be said. */
  String type() {
    String type = text("event_type");
    if (type.isEmpty() && (bids != null || asks != null)) {
      return "book";
    }
    return type.isEmpty() && !changes.isEmpty() ? "price_change" : type;
  }

  String conditionId() {
    String market = text("market");
    return (market.isEmpty() ? text("condition_id") : market).toLowerCase(Locale.ROOT);
  }

  List<String[]> bids() {
    return bids == null ? List.of() : bids;
  }

  List<String[]> asks() {
    return asks == null ? List.of() : asks;
  }

  boolean hasLadder() {
    return bids != null || asks != null;
  }

  List<LevelFields> changes() {
    return changes;
  }

  List<String> tokens() {
    return tokens;
  }

  Set<String> unknown() {
    return unknown;
  }

  /** Every token that the object names. */
  List<String> named() {
    var named = new ArrayList<>(tokens);
    String own = scalars.get("asset_id");
    if (own != null) {
      named.add(own);
    }
    for (LevelFields change : changes) {
      if (change.token() != null) {
        named.add(change.token());
      }
    }
    return named;
  }
}
