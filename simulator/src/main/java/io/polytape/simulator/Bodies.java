package io.polytape.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.stream.Stream;

/** Reads and writes the bodies of the controls and the ledger. */
final class Bodies {
  static final int DEFAULT_ROWS = 10_000;
  static final int MOST_ROWS = 1_000_000;

  private final ObjectMapper json =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(BigInteger.class, ToStringSerializer.instance)
                  .addSerializer(BigDecimal.class, new PlainDecimals()))
          .build();

  /** A number of the query. */
  static long number(Context context, String name, long otherwise, long most) {
    String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("-?[0-9]{1,12}")) {
      throw new IllegalArgumentException(name + ": expected a number, was " + text);
    }
    return Math.min(Long.parseLong(text), most);
  }

  JsonNode read(Context context) {
    try {
      JsonNode body = json.readTree(context.bodyAsBytes());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("expected a JSON object as the body", e);
    }
    throw new IllegalArgumentException("expected a JSON object as the body");
  }

  void write(Context context, Object value) {
    try {
      context.contentType("application/json").result(json.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One JSON object a line, written as it is made. */
  void lines(Context context, Stream<?> rows) {
    context.contentType("application/x-ndjson");
    try (JsonGenerator out = json.createGenerator(context.outputStream())) {
      out.setRootValueSeparator(null);
      for (var row = rows.iterator(); row.hasNext(); ) {
        json.writeValue(out, row.next());
        out.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the client went away", e);
    }
  }
}
