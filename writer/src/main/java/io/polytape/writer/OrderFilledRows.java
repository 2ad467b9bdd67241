package io.polytape.writer;

import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.OrderFilledCodec;
import java.util.List;

/** Fills as rows of {@code order_filled}. */
final class OrderFilledRows {
  static final List<String> COLUMNS =
      List.of(
          "event_id",
          "source",
          "exchange_version",
          "contract",
          "block_number",
          "log_index",
          "transaction_hash",
          "order_hash",
          "timestamp",
          "maker",
          "taker",
          "maker_asset_id",
          "taker_asset_id",
          "maker_amount_filled",
          "taker_amount_filled",
          "fee",
          "is_taker_leg",
          "ingested_at");

  private OrderFilledRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(OrderFilledCodec.decode(payload));
  }

  static Row row(OrderFilled fill) throws UndecodableException {
    try {
      byte[] bytes =
          new RowBinary()
              .string(fill.eventId())
              .string(fill.source())
              .uint8(fill.exchangeVersion())
              .string(fill.contract())
              .nullable(fill.blockNumber(), RowBinary::uint64)
              .nullable(fill.logIndex(), RowBinary::uint32)
              .string(fill.transactionHash())
              .string(fill.orderHash())
              .dateTime(fill.timestamp())
              .string(fill.maker())
              .string(fill.taker())
              .string(fill.makerAssetId())
              .string(fill.takerAssetId())
              .uint64(fill.makerAmountFilled().units())
              .uint64(fill.takerAmountFilled().units())
              .uint64(fill.fee().units())
              .bool(fill.isTakerLeg())
              .dateTime64(fill.receivedAt(), 3)
              .take();
      return new Row(fill.eventId(), fill.timestamp(), fill.receivedAt(), bytes);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a row of order_filled: " + e.getMessage(), e);
    }
  }
}
