package io.polytape.ingesters.clob;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.trade.Side;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as the venue writes them. Everything that is not what it should be is refused here. */
final class Wire {
  private static final int MOST_DIGITS = 40;
  private static final int MOST_SCALE = 30;

  /** So that every column holds it, and sums of thousands of them. */
  private static final int MOST_WHOLE_DIGITS = 18;

  private static final int MOST_PLACES = 18;

  /** A token is a million base units. */
  private static final int MOST_SIZE_PLACES = 6;

  private Wire() {}

  /** A value of an object that breaks no more than this object. */
  static final class BadValueException extends Exception {
    private static final long serialVersionUID = 1L;

    BadValueException(String message) {
      super(message);
    }
  }

  /** A scalar as text, empty for null; null for an object or array, which is skipped. */
  static @Nullable String scalar(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    if (token.isScalarValue()) {
      return json.getText();
    }
    json.skipChildren();
    return null;
  }

  /** A number that a column for prices holds exactly. */
  static BigDecimal decimal(String name, @Nullable String text) throws BadValueException {
    return decimal(name, text, MOST_PLACES);
  }

  /** A number of tokens that a column for sizes holds exactly. */
  static BigDecimal size(@Nullable String text) throws BadValueException {
    return decimal("size", text, MOST_SIZE_PLACES);
  }

  private static BigDecimal decimal(String name, @Nullable String text, int mostPlaces)
      throws BadValueException {
    BigDecimal value = number(name, text);
    if (value.signum() != 0 && value.precision() - value.scale() > MOST_WHOLE_DIGITS) {
      throw new BadValueException(
          "expected at most %d digits before the point in '%s', was %s"
              .formatted(MOST_WHOLE_DIGITS, name, shown(text)));
    }
    if (value.scale() > mostPlaces && value.stripTrailingZeros().scale() > mostPlaces) {
      throw new BadValueException(
          "expected at most %d places in '%s', was %s".formatted(mostPlaces, name, shown(text)));
    }
    return value;
  }

  private static BigDecimal number(String name, @Nullable String text) throws BadValueException {
    if (text != null && !text.isEmpty() && text.length() <= MOST_DIGITS) {
      try {
        var value = new BigDecimal(text);
        // An exponent of a billion is nine characters, and a number that fills the memory.
        if (Math.abs((long) value.scale()) <= MOST_SCALE) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
    }
    throw new BadValueException("expected a number in '" + name + "', was " + shown(text));
  }

  /** A best price; null when the side is empty, which the venue writes as nothing, 0 or 1. */
  static @Nullable BigDecimal best(String name, @Nullable String text) throws BadValueException {
    if (text == null || text.isEmpty()) {
      return null;
    }
    BigDecimal value = decimal(name, text);
    return value.signum() == 0 || value.compareTo(BigDecimal.ONE) == 0 ? null : value;
  }

  static Change change(@Nullable String side, @Nullable String price, @Nullable String size)
      throws BadValueException {
    return new Change(
        side(side) == Side.BUY ? BookSide.BID : BookSide.ASK,
        new Level(decimal("price", price), size(size)));
  }

  static Side side(@Nullable String text) throws BadValueException {
    return switch (text == null ? "" : text.toUpperCase(Locale.ROOT)) {
      case "BUY" -> Side.BUY;
      case "SELL" -> Side.SELL;
      default -> throw new BadValueException("expected BUY or SELL, was " + shown(text));
    };
  }

  /** Milliseconds since 1970; 0 when not stated. */
  static long millis(@Nullable String text, long latest) throws BadValueException {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    long value;
    try {
      value = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new BadValueException("expected milliseconds in 'timestamp', was " + shown(text));
    }
    // A time far ahead would let every later event of the token look old.
    if (value < 0 || value > latest) {
      throw new BadValueException("expected a time that has come in 'timestamp', was " + value);
    }
    return value;
  }

  /** Levels as objects with price and size, or as pairs. */
  static List<String[]> pairs(JsonParser json) throws IOException {
    var pairs = new ArrayList<String[]>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return pairs;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        pairs.add(pairOfObject(json));
      } else if (json.currentToken() == JsonToken.START_ARRAY) {
        List<String> values = strings(json);
        pairs.add(
            values.size() >= 2
                ? new String[] {values.get(0), values.get(1)}
                : new String[] {"", ""});
      } else {
        pairs.add(new String[] {"", ""});
      }
    }
    return pairs;
  }

  private static String[] pairOfObject(JsonParser json) throws IOException {
    var pair = new String[] {"", ""};
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      json.nextToken();
      String value = scalar(json);
      if (name.equals("price") && value != null) {
        pair[0] = value;
      } else if (name.equals("size") && value != null) {
        pair[1] = value;
      }
    }
    return pair;
  }

  static List<Level> levels(List<String[]> pairs) throws BadValueException {
    var levels = new ArrayList<Level>(pairs.size());
    for (String[] pair : pairs) {
      levels.add(new Level(decimal("price", pair[0]), size(pair[1])));
    }
    return levels;
  }

  /**
   * The scalars of an array, or those of a text that holds one as JSON; empty for another value.
   */
  static List<String> strings(JsonParser json) throws IOException {
    var strings = new ArrayList<String>();
    if (json.currentToken() != JsonToken.START_ARRAY) {
      json.skipChildren();
      return strings;
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      String value = scalar(json);
      if (value != null) {
        strings.add(value);
      }
    }
    return strings;
  }

  static String shown(@Nullable String text) {
    if (text == null) {
      return "nothing";
    }
    return "'" + cut(text, 60) + (text.length() > 60 ? "..." : "") + "'";
  }

  /** At most so many characters; half a pair of surrogates, which UTF-8 cannot hold, becomes ?. */
  static String cut(String text, int most) {
    String cut = text.length() > most ? text.substring(0, most) : text;
    boolean isPlain = cut.chars().noneMatch(c -> Character.isSurrogate((char) c));
    return isPlain ? cut : new String(cut.getBytes(UTF_8), UTF_8);
  }
}
