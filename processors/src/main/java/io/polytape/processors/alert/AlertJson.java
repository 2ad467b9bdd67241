package io.polytape.processors.alert;

import io.polytape.common.live.Alert;
import io.polytape.common.stream.JsonCodec;

/** An alert as it is told to the outside: on the Redis channel and to webhooks. */
final class AlertJson {
  private AlertJson() {}

  static byte[] encode(Alert alert) {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("alert_id", alert.alertId());
          json.writeStringField("state", alert.isRaised() ? "raised" : "cleared");
          json.writeStringField("rule", alert.rule());
          json.writeStringField("kind", alert.kind());
          json.writeStringField("severity", alert.severity());
          json.writeStringField("token_id", alert.tokenId());
          json.writeStringField("condition_id", alert.conditionId());
          json.writeStringField("event_time", alert.eventTime().toString());
          json.writeStringField("value", alert.value().toPlainString());
          json.writeStringField("threshold", alert.threshold().toPlainString());
          json.writeStringField("message", alert.message());
        });
  }
}
