package io.polytape.writer;

import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.Price;
import io.polytape.common.trade.Side;
import io.polytape.common.trade.Trade;
import io.polytape.common.trade.TradeCodec;
import java.util.List;

/** Trades as rows of {@code trades}. */
final class TradeRows {
  static final List<String> COLUMNS =
      List.of(
          "event_id",
          "timestamp",
          "market_id",
          "condition_id",
          "token_id",
          "outcome",
          "outcome_index",
          "neg_risk",
          "maker",
          "taker",
          "maker_direction",
          "taker_direction",
          "price",
          "usd_amount",
          "token_amount",
          "fee",
          "is_taker_leg",
          "is_stale",
          "market_known",
          "source",
          "contract",
          "exchange_version",
          "block_number",
          "log_index",
          "transaction_hash",
          "order_hash",
          "ingested_at");

  private TradeRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(TradeCodec.decode(payload));
  }

  static Row row(Trade trade) throws UndecodableException {
    OrderFilled fill = trade.fill();
    try {
      byte[] bytes =
          new RowBinary()
              .string(fill.eventId())
              .dateTime(fill.timestamp())
              .string(trade.marketId())
              .string(trade.conditionId())
              .string(trade.tokenId())
              .string(trade.outcome())
              .int16(trade.outcomeIndex())
              .nullable(trade.negRisk(), RowBinary::bool)
              .string(fill.maker())
              .string(fill.taker())
              .enum8(direction(trade.makerSide()))
              .enum8(direction(trade.takerSide()))
              .nullable(
                  trade.price().orElse(null),
                  (row, price) -> row.decimal(price.value(), Price.SCALE))
              // base units are the value times 10^6, which is what Decimal(38, 6) holds
              .decimal(trade.usdAmount().units())
              .decimal(trade.tokenAmount().units())
              .decimal(fill.fee().units())
              .bool(fill.isTakerLeg())
              .bool(trade.isStale())
              .bool(trade.marketKnown())
              .string(fill.source())
              .string(fill.contract())
              .uint8(fill.exchangeVersion())
              .nullable(fill.blockNumber(), RowBinary::uint64)
              .nullable(fill.logIndex(), RowBinary::uint32)
              .string(fill.transactionHash())
              .string(fill.orderHash())
              .dateTime64(fill.receivedAt(), 3)
              .take();
      return new Row(fill.eventId(), fill.timestamp(), fill.receivedAt(), bytes);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a row of trades: " + e.getMessage(), e);
    }
  }

  /** The number of a side in the tables' enumeration. */
  static int direction(Side side) {
    return switch (side) {
      case BUY -> 1;
      case SELL -> 2;
    };
  }
}
