package io.polytape.common.market;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.common.stream.UndecodableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Markets to and from the bytes of {@code stream:markets}, format version 1. */
public final class MarketCodec {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private MarketCodec() {}

  public static byte[] encode(Market market) {
    ObjectNode json = JSON.createObjectNode();
    json.put("market_id", market.marketId());
    json.put("condition_id", market.conditionId());
    json.put("question_id", market.questionId());
    json.put("question", market.question());
    json.put("slug", market.slug());
    json.put("description", market.description());
    json.put("group_item_title", market.groupItemTitle());
    texts(json, "outcomes", market.outcomes());
    texts(json, "token_ids", market.tokenIds());
    texts(
        json,
        "outcome_prices",
        market.outcomePrices().stream().map(BigDecimal::toPlainString).toList());
    json.put("category", market.category());
    texts(json, "tags", market.tags());
    json.put("event_id", market.eventId());
    json.put("event_slug", market.eventSlug());
    json.put("event_title", market.eventTitle());
    if (market.negRisk() != null) {
      json.put("neg_risk", market.negRisk());
    }
    json.put("neg_risk_market_id", market.negRiskMarketId());
    json.put("active", market.active());
    json.put("closed", market.closed());
    json.put("archived", market.archived());
    json.put("accepting_orders", market.acceptingOrders());
    json.put("enable_order_book", market.enableOrderBook());
    json.put("volume", market.volume().toPlainString());
    json.put("liquidity", market.liquidity().toPlainString());
    number(json, "tick_size", market.tickSize());
    number(json, "min_order_size", market.minOrderSize());
    time(json, "created_at", market.createdAt());
    time(json, "start_date", market.startDate());
    time(json, "end_date", market.endDate());
    time(json, "closed_time", market.closedTime());
    json.put("resolution_status", market.resolutionStatus());
    json.put("winning_outcome", market.winningOutcome());
    json.put("version", market.version());
    time(json, "source_updated_at", market.sourceUpdatedAt());
    time(json, "updated_at", market.updatedAt());
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Reads a market.
   *
   * @throws UndecodableException when a field is missing or not what it should be
   */
  public static Market decode(byte[] bytes) throws UndecodableException {
    try {
      JsonNode json = JSON.readTree(bytes);
      if (json == null || !json.isObject()) {
        throw new UndecodableException("expected a JSON object");
      }
      return new Market(
          text(json, "market_id"),
          text(json, "condition_id"),
          text(json, "question_id"),
          text(json, "question"),
          text(json, "slug"),
          text(json, "description"),
          text(json, "group_item_title"),
          texts(json, "outcomes"),
          texts(json, "token_ids"),
          texts(json, "outcome_prices").stream().map(BigDecimal::new).toList(),
          text(json, "category"),
          texts(json, "tags"),
          text(json, "event_id"),
          text(json, "event_slug"),
          text(json, "event_title"),
          json.hasNonNull("neg_risk") ? json.get("neg_risk").booleanValue() : null,
          text(json, "neg_risk_market_id"),
          json.path("active").booleanValue(),
          json.path("closed").booleanValue(),
          json.path("archived").booleanValue(),
          json.path("accepting_orders").booleanValue(),
          json.path("enable_order_book").booleanValue(),
          new BigDecimal(text(json, "volume")),
          new BigDecimal(text(json, "liquidity")),
          number(json, "tick_size"),
          number(json, "min_order_size"),
          time(json, "created_at"),
          time(json, "start_date"),
          time(json, "end_date"),
          time(json, "closed_time"),
          text(json, "resolution_status"),
          text(json, "winning_outcome"),
          text(json, "version"),
          time(json, "source_updated_at"),
          requiredTime(json, "updated_at"));
    } catch (IOException | IllegalArgumentException | java.time.DateTimeException e) {
      throw new UndecodableException("not a market: " + e.getMessage(), e);
    }
  }

  private static void texts(ObjectNode json, String name, List<String> values) {
    var array = json.putArray(name);
    values.forEach(array::add);
  }

  private static void number(ObjectNode json, String name, @Nullable BigDecimal value) {
    if (value != null) {
      json.put(name, value.toPlainString());
    }
  }

  private static void time(ObjectNode json, String name, @Nullable Instant value) {
    if (value != null) {
      json.put(name, value.toString());
    }
  }

  private static String text(JsonNode json, String name) throws UndecodableException {
    JsonNode value = json.get(name);
    if (value == null || !value.isTextual()) {
      throw new UndecodableException("expected a text field '" + name + "'");
    }
    return value.textValue();
  }

  private static List<String> texts(JsonNode json, String name) throws UndecodableException {
    JsonNode value = json.get(name);
    if (value == null || !value.isArray()) {
      throw new UndecodableException("expected a list field '" + name + "'");
    }
    var values = new ArrayList<String>();
    value.forEach(each -> values.add(each.asText()));
    return values;
  }

  private static @Nullable BigDecimal number(JsonNode json, String name)
      throws UndecodableException {
    return json.hasNonNull(name) ? new BigDecimal(text(json, name)) : null;
  }

  private static @Nullable Instant time(JsonNode json, String name) throws UndecodableException {
    return json.hasNonNull(name) ? Instant.parse(text(json, name)) : null;
  }

  private static Instant requiredTime(JsonNode json, String name) throws UndecodableException {
    return Instant.parse(text(json, name));
  }
}
