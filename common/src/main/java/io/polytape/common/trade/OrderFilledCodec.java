package io.polytape.common.trade;

import static io.polytape.common.stream.JsonCodec.bool;
import static io.polytape.common.stream.JsonCodec.required;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills to and from the bytes of {@code stream:order_events}, format version 1. */
public final class OrderFilledCodec {
  private OrderFilledCodec() {}

  public static byte[] encode(OrderFilled fill) {
    return JsonCodec.encode(json -> writeFields(json, fill));
  }

  /**
   * Reads a fill.
   *
   * @throws UndecodableException when a field is missing or not what it should be
   */
  public static OrderFilled decode(byte[] bytes) throws UndecodableException {
    return readFields(JsonCodec.decodeFlat(bytes));
  }

  static void writeFields(JsonGenerator json, OrderFilled fill) throws IOException {
    json.writeStringField("event_id", fill.eventId());
    json.writeStringField("source", fill.source());
    json.writeNumberField("exchange_version", fill.exchangeVersion());
    json.writeStringField("contract", fill.contract());
    if (fill.blockNumber() != null) {
      json.writeNumberField("block_number", fill.blockNumber());
    }
    if (fill.logIndex() != null) {
      json.writeNumberField("log_index", fill.logIndex());
    }
    json.writeStringField("transaction_hash", fill.transactionHash());
    json.writeStringField("order_hash", fill.orderHash());
    json.writeNumberField("timestamp", fill.timestamp());
    json.writeStringField("maker", fill.maker());
    json.writeStringField("taker", fill.taker());
    json.writeStringField("maker_asset_id", fill.makerAssetId());
    json.writeStringField("taker_asset_id", fill.takerAssetId());
    json.writeNumberField("maker_amount_filled", fill.makerAmountFilled().units());
    json.writeNumberField("taker_amount_filled", fill.takerAmountFilled().units());
    json.writeNumberField("fee", fill.fee().units());
    json.writeBooleanField("is_taker_leg", fill.isTakerLeg());
    json.writeBooleanField("live", fill.live());
    json.writeNumberField("received_at", fill.receivedAt().toEpochMilli());
  }

  static OrderFilled readFields(Map<String, String> fields) throws UndecodableException {
    try {
      return new OrderFilled(
          required(fields, "event_id"),
          required(fields, "source"),
          Integer.parseInt(required(fields, "exchange_version")),
          required(fields, "contract"),
          number(fields.get("block_number")),
          number(fields.get("log_index")),
          required(fields, "transaction_hash"),
          required(fields, "order_hash"),
          Long.parseLong(required(fields, "timestamp")),
          required(fields, "maker"),
          required(fields, "taker"),
          required(fields, "maker_asset_id"),
          required(fields, "taker_asset_id"),
          Amount.parse(required(fields, "maker_amount_filled")),
          Amount.parse(required(fields, "taker_amount_filled")),
          Amount.parse(required(fields, "fee")),
          bool(required(fields, "is_taker_leg")),
          bool(required(fields, "live")),
          Instant.ofEpochMilli(Long.parseLong(required(fields, "received_at"))));
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a fill: " + e.getMessage(), e);
    }
  }

  private static @Nullable Long number(@Nullable String text) {
    return text == null ? null : Long.valueOf(text);
  }
}
