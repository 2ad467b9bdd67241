package io.polytape.writer;

import io.polytape.common.live.Alert;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.stream.UndecodableException;
import java.util.List;

/** Alerts raised and cleared as rows of {@code alerts}. */
final class AlertRows {
  static final List<String> COLUMNS =
      List.of(
          "alert_id",
          "rule",
          "kind",
          "severity",
          "token_id",
          "condition_id",
          "event_time",
          "is_raised",
          "value",
          "threshold",
          "message");

  private AlertRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeAlert(payload));
  }

  static Row row(Alert alert) throws UndecodableException {
    return LiveValues.row(
        "alerts",
        alert.alertId(),
        alert.eventTime(),
        alert.eventTime(),
        row ->
            row.string(alert.alertId())
                .string(alert.rule())
                .string(alert.kind())
                .string(alert.severity())
                .string(alert.tokenId())
                .string(alert.conditionId())
                .dateTime64(alert.eventTime(), 6)
                .bool(alert.isRaised())
                .decimal(alert.value(), LiveValues.PRICE_SCALE)
                .decimal(alert.threshold(), LiveValues.PRICE_SCALE)
                .string(alert.message()));
  }
}
