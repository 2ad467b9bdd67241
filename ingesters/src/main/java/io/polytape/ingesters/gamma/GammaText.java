package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.polytape.common.stream.UndecodableException;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads Gamma's values: lists inside texts, numbers that change their type, odd dates. */
final class GammaText {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  /** More digits than any amount of money has; guards against numbers made to be expensive. */
  private static final int LONGEST_NUMBER = 60;

  private static final int MOST_PLACES = 30;

  /** {@code 2026-07-24T00:00:16.123Z} and {@code 2026-07-24 00:00:16+00}. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .optionalStart()
          .appendLiteral('T')
          .optionalEnd()
          .optionalStart()
          .appendLiteral(' ')
          .optionalEnd()
          .append(DateTimeFormatter.ISO_LOCAL_TIME)
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH", "Z")
          .optionalEnd()
          .toFormatter(java.util.Locale.ROOT);

  private GammaText() {}

  /** Parses a whole answer. */
  static JsonNode tree(byte[] body) throws IOException {
    return JSON.readTree(body);
  }

  /** Text, or empty when absent, null or no text. */
  static String text(JsonNode row, String field) {
    JsonNode value = row.path(field);
    return value.isTextual() || value.isNumber() ? value.asText() : "";
  }

  static boolean flag(JsonNode row, String field) {
    return Boolean.TRUE.equals(maybeFlag(row, field));
  }

  /** Null when the venue does not say. */
  static @Nullable Boolean maybeFlag(JsonNode row, String field) {
    JsonNode value = row.path(field);
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    return switch (value.asText("")) {
      case "true" -> true;
      case "false" -> false;
      default -> null;
    };
  }

  /** A number written as text or number; null when absent. */
  static @Nullable BigDecimal number(JsonNode row, String field) throws UndecodableException {
    JsonNode value = row.path(field);
    if (value.isMissingNode() || value.isNull() || value.asText().isEmpty()) {
      return null;
    }
    return decimal(field, value.asText());
  }

  /** The first of several fields that is there; zero when none is, for the venue omits zeros. */
  static BigDecimal amount(JsonNode row, String... fields) throws UndecodableException {
    for (String field : fields) {
      BigDecimal number = number(row, field);
      if (number != null) {
        return number;
      }
    }
    return BigDecimal.ZERO;
  }

  static BigDecimal decimal(String field, String text) throws UndecodableException {
    try {
      if (text.length() <= LONGEST_NUMBER) {
        var number = new BigDecimal(text.strip());
        if (Math.abs((long) number.scale()) <= MOST_PLACES) {
          return plain(number);
        }
      }
    } catch (NumberFormatException e) {
      throw new UndecodableException(field + ": expected a number, was '" + text + "'", e);
    }
    throw new UndecodableException(field + ": expected a number of reasonable size");
  }

  /** One form for equal numbers, so that 1 and 1.0 are no change. */
  private static BigDecimal plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }

  /** A list of texts, as an array or as JSON inside a text; empty when absent. */
  static List<String> list(JsonNode row, String field) throws UndecodableException {
    JsonNode value = row.path(field);
    if (value.isTextual()) {
      String text = value.textValue().strip();
      if (text.isEmpty()) {
        return List.of();
      }
      try {
        value = JSON.readTree(text);
      } catch (JsonProcessingException e) {
        throw new UndecodableException(field + ": expected a JSON list inside the text", e);
      }
    }
    if (value.isMissingNode() || value.isNull()) {
      return List.of();
    }
    if (!value.isArray()) {
      throw new UndecodableException(field + ": expected a list");
    }
    var texts = new ArrayList<String>(value.size());
    value.forEach(each -> texts.add(each.isNull() ? "" : each.asText()));
    return texts;
  }

  /** A time; empty when absent or of no form that is known. */
  static Optional<Instant> time(JsonNode row, String field) {
    String text = text(row, field).strip();
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(TIME.parse(text, OffsetDateTime::from).toInstant());
    } catch (DateTimeException e) {
      try {
        return Optional.of(
            java.time.LocalDate.parse(text).atStartOfDay(java.time.ZoneOffset.UTC).toInstant());
      } catch (DateTimeException notEvenDate) {
        return Optional.empty();
      }
    }
  }
}
