package io.polytape.ingesters.clob;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Text of a frame to events. Takes an object or an array of objects, fields in any order, the
 * shapes of price changes that the venue had over the years, and books without a type. What cannot
 * be read of a frame takes nothing else with it. Pure.
 */
final class FrameParser {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(50)
                  .maxStringLength(1_000_000)
                  .maxDocumentLength(300_000_000)
                  .build())
          .build();

  private FrameParser() {}

  /**
   * Where a frame was heard.
   *
   * @param connection which connection of which process
   */
  record Origin(String connection, long sequence, Instant receivedAt) {}

  static Parsed parse(String text, Origin origin) {
    var elements = new ArrayList<Element>();
    Set<String> unknown = new HashSet<>();
    String fault = "";
    try (JsonParser json = FACTORY.createParser(text)) {
      JsonToken first = json.nextToken();
      if (first == JsonToken.START_OBJECT) {
        object(json, text, origin, elements, unknown);
      } else if (first == JsonToken.START_ARRAY) {
        array(json, text, origin, elements, unknown);
      } else {
        fault = "expected an object or an array";
      }
      if (fault.isEmpty() && json.nextToken() != null) {
        fault = "expected nothing behind the end";
      }
    } catch (IOException e) {
      fault = "not JSON: " + firstLine(e);
    }
    return new Parsed(elements, unknown, fault);
  }

  private static void array(
      JsonParser json, String text, Origin origin, List<Element> elements, Set<String> unknown)
      throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() == JsonToken.START_OBJECT) {
        object(json, text, origin, elements, unknown);
      } else {
        String raw = text.substring(start(json), Math.min(text.length(), start(json) + 200));
        json.skipChildren();
        json.finishToken();
        elements.add(new Element.Bad("expected an object", "", List.of(), raw));
      }
    }
  }

  private static void object(
      JsonParser json, String text, Origin origin, List<Element> elements, Set<String> unknown)
      throws IOException {
    int start = start(json);
    var fields = new ElementFields();
    fields.read(json);
    var raw = new Raw(text, start, (int) json.currentLocation().getCharOffset());
    fields.unknown().forEach(field -> unknown.add(fields.type() + "." + field));
    try {
      elements.addAll(ElementReader.read(fields, raw, origin));
    } catch (Wire.BadValueException e) {
      elements.add(
          new Element.Bad(
              fields.type() + ": " + e.getMessage(),
              fields.conditionId(),
              fields.named(),
              raw.text()));
    }
  }

  private static int start(JsonParser json) {
    return (int) json.currentTokenLocation().getCharOffset();
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    String line = end < 0 ? message : message.substring(0, end);
    return line.length() > 200 ? line.substring(0, 200) : line;
  }
}
