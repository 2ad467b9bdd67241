package io.polytape.writer;

import io.polytape.common.market.Market;
import io.polytape.common.market.MarketCodec;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Markets as rows of {@code markets}. */
final class MarketRows {
  static final List<String> COLUMNS =
      List.of(
          "market_id",
          "condition_id",
          "question_id",
          "question",
          "slug",
          "description",
          "group_item_title",
          "outcomes",
          "token_ids",
          "outcome_prices",
          "category",
          "tags",
          "event_id",
          "event_slug",
          "event_title",
          "neg_risk",
          "neg_risk_market_id",
          "active",
          "closed",
          "archived",
          "accepting_orders",
          "enable_order_book",
          "volume",
          "liquidity",
          "tick_size",
          "min_order_size",
          "created_at",
          "start_date",
          "end_date",
          "closed_time",
          "resolution_status",
          "winning_outcome",
          "version",
          "source_updated_at",
          "updated_at",
          "ingested_at");

  private static final int SCALE = 18;

  private MarketRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(MarketCodec.decode(payload));
  }

  static Row row(Market market) throws UndecodableException {
    try {
      byte[] bytes =
          new RowBinary()
              .string(market.marketId())
              .string(market.conditionId())
              .string(market.questionId())
              .string(market.question())
              .string(market.slug())
              .string(market.description())
              .string(market.groupItemTitle())
              .array(market.outcomes(), RowBinary::string)
              .array(market.tokenIds(), RowBinary::string)
              .array(market.outcomePrices(), MarketRows::number)
              .string(market.category())
              .array(market.tags(), RowBinary::string)
              .string(market.eventId())
              .string(market.eventSlug())
              .string(market.eventTitle())
              .nullable(market.negRisk(), RowBinary::bool)
              .string(market.negRiskMarketId())
              .bool(market.active())
              .bool(market.closed())
              .bool(market.archived())
              .bool(market.acceptingOrders())
              .bool(market.enableOrderBook())
              .decimal(market.volume(), SCALE)
              .decimal(market.liquidity(), SCALE)
              .nullable(market.tickSize(), MarketRows::number)
              .nullable(market.minOrderSize(), MarketRows::number)
              .nullable(market.createdAt(), MarketRows::time)
              .nullable(market.startDate(), MarketRows::time)
              .nullable(market.endDate(), MarketRows::time)
              .nullable(market.closedTime(), MarketRows::time)
              .string(market.resolutionStatus())
              .string(market.winningOutcome())
              .string(market.version())
              .nullable(market.sourceUpdatedAt(), MarketRows::time)
              .dateTime64(market.updatedAt(), 6)
              .dateTime64(market.updatedAt(), 3)
              .take();
      return new Row(
          market.marketId(), market.updatedAt().getEpochSecond(), market.updatedAt(), bytes);
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a row of markets: " + e.getMessage(), e);
    }
  }

  private static void number(RowBinary row, BigDecimal value) {
    row.decimal(value, SCALE);
  }

  private static void time(RowBinary row, Instant time) {
    row.dateTime64(RowBinary.nearestTime(time), 6);
  }
}
