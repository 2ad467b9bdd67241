package io.polytape.launcher.tap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.common.stream.Entry;
import io.polytape.processors.deadletters.Printable;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/** An entry of a stream as it is filtered and shown. */
record Event(Stage stage, String stream, String id, ObjectNode json) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);
  private static final Set<String> BASE_UNITS =
      Set.of("maker_amount_filled", "taker_amount_filled", "usd_amount", "token_amount");
  private static final Set<String> MICROS = Set.of("started_at", "ended_at");
  private static final Set<String> LADDERS = Set.of("bids", "asks");
  private static final int LONGEST = 120;
  private static final int LONGEST_ID = 14;

  static Event of(Stage stage, String stream, Entry entry) {
    return new Event(stage, stream, entry.id(), read(stage, entry));
  }

  private static ObjectNode read(Stage stage, Entry entry) {
    if (!stage.equals(Stage.DEAD_LETTERS)) {
      try {
        if (JSON.readTree(entry.payload()) instanceof ObjectNode object) {
          return object;
        }
      } catch (IOException e) {
        // Shown as the fields that it has.
      }
    }
    ObjectNode fields = JSON.createObjectNode();
    entry
        .fields()
        .forEach((name, value) -> fields.put(name, new String(value, StandardCharsets.UTF_8)));
    return fields;
  }

  /** Whether one of its tokens begins so. */
  boolean isOfToken(List<String> beginnings) {
    for (String field : stage.tokenFields()) {
      JsonNode value = json.path(field);
      for (JsonNode each : value.isArray() ? value : List.of(value)) {
        if (beginnings.stream().anyMatch(each.asText("")::startsWith)) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether its market has that condition id or id. */
  boolean isOfMarket(String market) {
    return json.path("condition_id").asText("").equalsIgnoreCase(market)
        || json.path("market_id").asText("").equals(market);
  }

  boolean isOfType(String type) {
    return json.path(stage.typeField()).asText("").equalsIgnoreCase(type);
  }

  /** As one object on one line: where it lies, and the event as it is. */
  String asJson() {
    ObjectNode line = JSON.createObjectNode();
    line.put("stream", stream);
    line.put("id", id);
    line.set("event", json);
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** For people: time in Redis, UTC, and what is worth knowing as {@code name=value}. */
  String asLine() {
    long millis = Long.parseLong(id.substring(0, id.indexOf('-')));
    var line = new StringBuilder(TIME.format(Instant.ofEpochMilli(millis)));
    int before = line.length();
    for (String field : stage.shown()) {
      JsonNode value = json.path(field);
      boolean isSaid = !value.asText("-").isEmpty() || LADDERS.contains(field);
      if (!value.isMissingNode() && !value.isNull() && isSaid) {
        line.append("  ").append(field).append('=').append(Printable.line(shown(field, value)));
      }
    }
    if (line.length() == before) {
      line.append("  cannot be read: ").append(Printable.line(shortened(json.toString())));
    }
    return line.toString();
  }

  private static String shown(String field, JsonNode value) {
    String text = value.isValueNode() ? value.asText() : value.toString();
    try {
      if (BASE_UNITS.contains(field)) {
        return new BigDecimal(text).movePointLeft(6).stripTrailingZeros().toPlainString();
      }
      if (MICROS.contains(field)) {
        long micros = Long.parseLong(text);
        return Instant.EPOCH
            .plusSeconds(Math.floorDiv(micros, 1_000_000L))
            .plusNanos(Math.floorMod(micros, 1_000_000L) * 1_000)
            .toString();
      }
    } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
      return shortened(text);
    }
    if (LADDERS.contains(field)) {
      return text.isEmpty() ? "0" : Long.toString(1 + text.chars().filter(c -> c == ',').count());
    }
    boolean isLongId =
        text.length() > LONGEST_ID
            && (field.endsWith("token_id") || field.endsWith("asset_id") || field.endsWith("hash"));
    return isLongId ? text.substring(0, LONGEST_ID) + ".." : shortened(text);
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + ".." : text;
  }
}
