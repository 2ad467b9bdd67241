package io.polytape.common.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** Flat JSON objects to and from bytes; what the event codecs are made of. */
public final class JsonCodec {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxDocumentLength(4 * 1024 * 1024).build())
          .build();

  private JsonCodec() {}

  /** Writes the fields of one object. */
  @FunctionalInterface
  public interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /** One object as UTF-8 bytes. */
  public static byte[] encode(Fields fields) {
    try (var out = new ByteArrayBuilder(FACTORY._getBufferRecycler(), 512)) {
      try (JsonGenerator json = FACTORY.createGenerator(out)) {
        json.writeStartObject();
        fields.write(json);
        json.writeEndObject();
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scalar fields of one object as text; null values are left out. */
  public static Map<String, String> decodeFlat(byte[] bytes) throws UndecodableException {
    try (JsonParser json = FACTORY.createParser(bytes)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new UndecodableException("expected a JSON object");
      }
      var fields = HashMap.<String, String>newHashMap(24);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == null || value.isStructStart()) {
          throw new UndecodableException("expected a plain value in field '" + name + "'");
        }
        if (value != JsonToken.VALUE_NULL && fields.put(name, json.getText()) != null) {
          throw new UndecodableException("expected field '" + name + "' once");
        }
      }
      if (json.nextToken() != null) {
        throw new UndecodableException("expected one JSON object and nothing after it");
      }
      return fields;
    } catch (IOException e) {
      throw new UndecodableException("not JSON: " + firstLine(e), e);
    }
  }

  /** A field that must be there. */
  public static String required(Map<String, String> fields, String name)
      throws UndecodableException {
    String value = fields.get(name);
    if (value == null) {
      throw new UndecodableException("expected a field '" + name + "'");
    }
    return value;
  }

  /** Reads true or false, and nothing else as either. */
  public static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("expected true or false, was '" + text + "'");
    };
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
