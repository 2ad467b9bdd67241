package io.polytape.common.live;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Typed reading and writing of the flat fields of live events. Decimals and levels are text, so
 * that nobody on the way makes doubles of them; times are microseconds since 1970.
 */
record LiveFields(Map<String, String> map) {

  /** Reads with one kind of failure, whatever is wrong. */
  interface Reading<T> {
    T from(LiveFields fields) throws UndecodableException;
  }

  static <T> T read(byte[] bytes, String what, Reading<T> reading) throws UndecodableException {
    try {
      return reading.from(new LiveFields(JsonCodec.decodeFlat(bytes)));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new UndecodableException("not " + what + ": " + e.getMessage(), e);
    }
  }

  String text(String name) throws UndecodableException {
    return JsonCodec.required(map, name);
  }

  long number(String name) throws UndecodableException {
    return Long.parseLong(text(name));
  }

  boolean flag(String name) throws UndecodableException {
    return JsonCodec.bool(text(name));
  }

  boolean flag(String name, boolean whenAbsent) throws UndecodableException {
    return map.containsKey(name) ? flag(name) : whenAbsent;
  }

  BigDecimal decimal(String name) throws UndecodableException {
    return new BigDecimal(text(name));
  }

  @Nullable BigDecimal decimalOrNull(String name) {
    return orNull(name, BigDecimal::new);
  }

  Instant time(String name) throws UndecodableException {
    return ofMicros(number(name));
  }

  @Nullable Instant timeOrNull(String name) {
    return orNull(name, text -> ofMicros(Long.parseLong(text)));
  }

  @Nullable Side sideOrNull(String name) {
    return orNull(name, Side::valueOf);
  }

  @Nullable Level levelOrNull(String name) {
    return orNull(name, Level::parse);
  }

  List<Level> levels(String name) throws UndecodableException {
    String text = text(name);
    if (text.isEmpty()) {
      return List.of();
    }
    var levels = new ArrayList<Level>();
    for (String each : text.split(",", -1)) {
      levels.add(Level.parse(each));
    }
    return levels;
  }

  private <T> @Nullable T orNull(String name, Function<String, T> reading) {
    String text = map.get(name);
    return text == null ? null : reading.apply(text);
  }

  static void write(JsonGenerator json, String name, @Nullable BigDecimal value)
      throws IOException {
    if (value != null) {
      json.writeStringField(name, value.toPlainString());
    }
  }

  static void write(JsonGenerator json, String name, @Nullable Instant time) throws IOException {
    if (time != null) {
      json.writeNumberField(name, micros(time));
    }
  }

  static void write(JsonGenerator json, String name, @Nullable Level level) throws IOException {
    if (level != null) {
      json.writeStringField(name, level.text());
    }
  }

  static void write(JsonGenerator json, String name, List<Level> levels) throws IOException {
    var text = new StringBuilder(levels.size() * 12);
    for (Level level : levels) {
      text.append(text.isEmpty() ? "" : ",").append(level.text());
    }
    json.writeStringField(name, text.toString());
  }

  static long micros(Instant time) {
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000);
  }

  static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
