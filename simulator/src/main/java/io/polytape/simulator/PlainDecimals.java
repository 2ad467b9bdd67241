package io.polytape.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.math.BigDecimal;

/**
 * Writes decimals as strings without an exponent, so that no reader makes floating point of them.
 */
final class PlainDecimals extends StdSerializer<BigDecimal> {
  private static final long serialVersionUID = 1;

  PlainDecimals() {
    super(BigDecimal.class);
  }

  @Override
  public void serialize(BigDecimal value, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    out.writeString(value.toPlainString());
  }
}
