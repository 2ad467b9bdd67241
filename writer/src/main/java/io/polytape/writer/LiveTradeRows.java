package io.polytape.writer;

import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.stream.UndecodableException;
import java.util.List;

/** Trades of the live channel as rows of {@code live_trades}. */
final class LiveTradeRows {
  static final List<String> COLUMNS =
      List.of(
          "trade_id",
          "token_id",
          "condition_id",
          "market_id",
          "event_time",
          "received_at",
          "price",
          "size",
          "taker_side",
          "fee_rate_bps",
          "transaction_hash",
          "is_stale",
          "is_backfilled",
          "is_diverged",
          "connection");

  private LiveTradeRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeTrade(payload));
  }

  static Row row(LiveTrade trade) throws UndecodableException {
    return LiveValues.row(
        "live_trades",
        trade.tradeId(),
        trade.eventTime(),
        trade.receivedAt(),
        row ->
            row.string(trade.tradeId())
                .string(trade.tokenId())
                .string(trade.conditionId())
                .string(trade.marketId())
                .dateTime64(trade.eventTime(), 6)
                .dateTime64(trade.receivedAt(), 6)
                .decimal(trade.price(), LiveValues.PRICE_SCALE)
                .nullable(trade.size(), LiveValues::size)
                .nullable(trade.side(), (into, side) -> into.enum8(TradeRows.direction(side)))
                .string(trade.feeRateBps())
                .string(trade.transactionHash())
                .bool(trade.isStale())
                .bool(trade.isBackfilled())
                .bool(trade.isDiverged())
                .string(trade.connection()));
  }
}
