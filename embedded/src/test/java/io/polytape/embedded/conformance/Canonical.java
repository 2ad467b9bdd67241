package io.polytape.embedded.conformance;

import com.clickhouse.client.api.data_formats.internal.BinaryStreamReader;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes what a client decoded as ClickHouse writes it in tab-separated text. */
final class Canonical {
  private static final DateTimeFormatter WITH_FRACTION =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .toFormatter(Locale.ROOT);

  private Canonical() {}

  static String text(Object value) {
    return switch (value) {
      case BigDecimal decimal ->
          decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
      case LocalDate date -> date.toString();
      case java.sql.Date date -> date.toLocalDate().toString();
      case java.sql.Timestamp timestamp -> time(timestamp.toLocalDateTime());
      case ZonedDateTime time -> time(time.withZoneSameInstant(ZoneOffset.UTC).toLocalDateTime());
      case LocalDateTime time -> time(time);
      case BinaryStreamReader.ArrayValue array -> list(array.asList());
      case BinaryStreamReader.EnumValue name -> name.toString();
      case List<?> list -> list(list);
      case byte[] bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
      default -> value.getClass().isArray() ? list(elements(value)) : value.toString();
    };
  }

  private static List<Object> elements(Object array) {
    List<Object> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(array); i++) {
      elements.add(Array.get(array, i));
    }
    return elements;
  }

  private static String list(List<?> list) {
    return list.stream()
        .map(
            element ->
                element instanceof String text
                    ? "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
                    : text(element))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String time(LocalDateTime time) {
    return WITH_FRACTION.format(time);
  }
}
