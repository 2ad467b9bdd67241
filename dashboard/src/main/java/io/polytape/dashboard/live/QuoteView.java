package io.polytape.dashboard.live;

import io.polytape.dashboard.status.Texts;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token's top of book as the hot cache holds it. Prices, sizes and statistics are plain decimals
 * as text, null where there is nothing; times are UTC.
 *
 * @param quality {@code verified}, {@code unverified}, {@code gap} or {@code resynced}
 * @param checkedAt when it last agreed with what the venue stated
 * @param gapId empty when no gap is open
 */
public record QuoteView(
    String tokenId,
    String conditionId,
    @Nullable String bestBid,
    @Nullable String bestBidSize,
    @Nullable String bestAsk,
    @Nullable String bestAskSize,
    @Nullable String mid,
    @Nullable String spread,
    @Nullable String lastTradePrice,
    @Nullable String bidDepth,
    @Nullable String askDepth,
    @Nullable String imbalance,
    @Nullable String volatility,
    @Nullable String tickSize,
    @Nullable Instant eventTime,
    @Nullable Instant sourceTime,
    @Nullable Instant receivedTime,
    @Nullable Instant checkedAt,
    String quality,
    String gapId,
    String gapReason,
    @Nullable Instant gapStartedAt) {
  private static final int LONGEST = 100;

  static QuoteView of(String tokenId, Map<String, String> fields) {
    return new QuoteView(
        tokenId,
        word(fields, "condition_id"),
        text(fields, "best_bid"),
        text(fields, "best_bid_size"),
        text(fields, "best_ask"),
        text(fields, "best_ask_size"),
        text(fields, "mid"),
        text(fields, "spread"),
        text(fields, "last_trade_price"),
        text(fields, "bid_depth"),
        text(fields, "ask_depth"),
        text(fields, "imbalance"),
        text(fields, "volatility"),
        text(fields, "tick_size"),
        Texts.instant(fields.get("event_time")),
        Texts.instant(fields.get("source_time")),
        Texts.instant(fields.get("received_time")),
        Texts.instant(fields.get("checked_at")),
        word(fields, "quality"),
        word(fields, "gap_id"),
        word(fields, "gap_reason"),
        Texts.instant(fields.get("gap_started_at")));
  }

  static @Nullable String text(Map<String, String> fields, String name) {
    String value = fields.get(name);
    return value == null || value.isEmpty() ? null : Texts.cut(value, LONGEST);
  }

  private static String word(Map<String, String> fields, String name) {
    return Texts.cut(fields.getOrDefault(name, ""), LONGEST);
  }
}
