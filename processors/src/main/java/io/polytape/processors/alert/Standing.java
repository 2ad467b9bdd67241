package io.polytape.processors.alert;

import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.time.Instant;
import java.util.Map;

/**
 * An alert that stands, or that was cleared so lately that it must not come again yet.
 *
 * @param isRaised false once cleared
 */
record Standing(String alertId, String conditionId, Instant raisedAt, boolean isRaised) {
  byte[] encode() {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("alert_id", alertId);
          json.writeStringField("condition_id", conditionId);
          json.writeNumberField("raised_at", raisedAt.toEpochMilli());
          json.writeBooleanField("raised", isRaised);
        });
  }

  static Standing decode(byte[] bytes) throws UndecodableException {
    Map<String, String> fields = JsonCodec.decodeFlat(bytes);
    try {
      return new Standing(
          JsonCodec.required(fields, "alert_id"),
          JsonCodec.required(fields, "condition_id"),
          Instant.ofEpochMilli(Long.parseLong(JsonCodec.required(fields, "raised_at"))),
          JsonCodec.bool(JsonCodec.required(fields, "raised")));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a standing alert: " + e.getMessage(), e);
    }
  }
}
