package io.polytape.writer;

import io.polytape.common.live.Level;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.stream.UndecodableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tops of books as rows of {@code quotes}. */
final class QuoteRows {
  static final List<String> COLUMNS =
      List.of(
          "token_id",
          "condition_id",
          "event_time",
          "source_time",
          "received_at",
          "best_bid",
          "best_bid_size",
          "best_ask",
          "best_ask_size",
          "mid",
          "spread",
          "last_trade_price",
          "bid_depth",
          "ask_depth",
          "imbalance",
          "volatility",
          "quality");

  private QuoteRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeQuote(payload));
  }

  static Row row(Quote quote) throws UndecodableException {
    return LiveValues.row(
        "quotes", quote.tokenId(), quote.eventTime(), quote.receivedAt(), row -> write(row, quote));
  }

  /** The values of {@link #COLUMNS}. */
  static void write(RowBinary row, Quote quote) {
    row.string(quote.tokenId())
        .string(quote.conditionId())
        .dateTime64(quote.eventTime(), 6)
        .nullable(LiveValues.sourceTime(quote.sourceTime()), LiveValues::millis)
        .dateTime64(quote.receivedAt(), 6);
    side(row, quote.bestBid());
    side(row, quote.bestAsk());
    row.nullable(quote.mid(), LiveValues::price)
        .nullable(quote.spread(), LiveValues::price)
        .nullable(quote.lastTradePrice(), LiveValues::price)
        .decimal(quote.bidDepth(), LiveValues.SIZE_SCALE)
        .decimal(quote.askDepth(), LiveValues.SIZE_SCALE)
        .nullable(quote.imbalance(), LiveValues::price)
        .nullable(quote.volatility(), RowBinary::float64)
        .enum8(quality(quote.quality()));
  }

  private static void side(RowBinary row, @Nullable Level best) {
    row.nullable(best == null ? null : best.price(), LiveValues::price)
        .nullable(best == null ? null : best.size(), LiveValues::size);
  }

  /** The number of a quality in the tables' enumeration. */
  private static int quality(Quality quality) {
    return switch (quality) {
      case VERIFIED -> 1;
      case UNVERIFIED -> 2;
      case GAP -> 3;
      case RESYNCED -> 4;
    };
  }
}
