package io.polytape.dashboard.live;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.polytape.common.live.Alert;
import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Level;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quote;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Live events as the outside gets them: prices and sizes as text, so that nobody makes doubles of
 * them unasked, times as ISO 8601 in UTC, null where there is nothing.
 */
final class LiveJson {
  private static final JsonFactory FACTORY = new JsonFactory();

  static {
    FACTORY.setCharacterEscapes(new NoMarkup());
  }

  private LiveJson() {}

  @FunctionalInterface
  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] of(String id, Quote quote) {
    return object(EventType.QUOTE, id, json -> quote(json, quote));
  }

  static byte[] of(String id, BookSnapshot book) {
    return object(
        EventType.BOOK,
        id,
        json -> {
          quote(json, book.quote());
          levels(json, "bids", book.bids());
          levels(json, "asks", book.asks());
          decimal(json, "tick_size", book.tickSize());
          json.writeNumberField("epoch", book.epoch());
          json.writeStringField("hash", book.hash());
        });
  }

  static byte[] of(String id, LiveTrade trade) {
    return object(
        EventType.TRADE,
        id,
        json -> {
          json.writeStringField("trade_id", trade.tradeId());
          head(json, trade.tokenId(), trade.conditionId());
          json.writeStringField("market_id", trade.marketId());
          time(json, "event_time", trade.eventTime());
          time(json, "received_time", trade.receivedAt());
          decimal(json, "price", trade.price());
          decimal(json, "size", trade.size());
          json.writeStringField("side", trade.side() == null ? null : trade.side().name());
          json.writeStringField("fee_rate_bps", trade.feeRateBps());
          json.writeStringField("transaction_hash", trade.transactionHash());
          json.writeBooleanField("is_stale", trade.isStale());
          json.writeBooleanField("is_backfilled", trade.isBackfilled());
          json.writeBooleanField("is_diverged", trade.isDiverged());
        });
  }

  static byte[] of(String id, GapRow gap) {
    return object(
        EventType.GAP,
        id,
        json -> {
          json.writeStringField("gap_id", gap.gapId());
          head(json, gap.tokenId(), gap.conditionId());
          json.writeStringField("reason", gap.reason().word());
          time(json, "started_at", gap.startedAt());
          time(json, "ended_at", gap.endedAt());
          json.writeBooleanField("trades_too", gap.tradesToo());
          json.writeStringField("detail", gap.detail());
        });
  }

  static byte[] of(String id, Alert alert) {
    return object(
        EventType.ALERT,
        id,
        json -> {
          json.writeStringField("alert_id", alert.alertId());
          json.writeStringField("rule", alert.rule());
          json.writeStringField("kind", alert.kind());
          json.writeStringField("severity", alert.severity());
          head(json, alert.tokenId(), alert.conditionId());
          time(json, "event_time", alert.eventTime());
          json.writeBooleanField("is_raised", alert.isRaised());
          decimal(json, "value", alert.value());
          decimal(json, "threshold", alert.threshold());
          json.writeStringField("message", alert.message());
        });
  }

  private static byte[] object(EventType type, String id, Body body) {
    try (var out = new ByteArrayBuilder(FACTORY._getBufferRecycler(), 512)) {
      try (JsonGenerator json = FACTORY.createGenerator(out)) {
        json.writeStartObject();
        json.writeStringField("type", type.word());
        json.writeStringField("id", id);
        body.write(json);
        json.writeEndObject();
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void quote(JsonGenerator json, Quote quote) throws IOException {
    head(json, quote.tokenId(), quote.conditionId());
    time(json, "event_time", quote.eventTime());
    time(json, "source_time", millis(quote.sourceTime()));
    time(json, "received_time", quote.receivedAt());
    level(json, "best_bid", quote.bestBid());
    level(json, "best_ask", quote.bestAsk());
    decimal(json, "mid", quote.mid());
    decimal(json, "spread", quote.spread());
    decimal(json, "last_trade_price", quote.lastTradePrice());
    decimal(json, "bid_depth", quote.bidDepth());
    decimal(json, "ask_depth", quote.askDepth());
    decimal(json, "imbalance", quote.imbalance());
    Double volatility = quote.volatility();
    json.writeStringField("volatility", volatility == null ? null : volatility.toString());
    json.writeStringField("quality", quote.quality().word());
  }

  private static @Nullable Instant millis(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  private static void head(JsonGenerator json, String tokenId, String conditionId)
      throws IOException {
    json.writeStringField("token_id", tokenId);
    json.writeStringField("condition_id", conditionId);
  }

  private static void time(JsonGenerator json, String name, @Nullable Instant time)
      throws IOException {
    json.writeStringField(name, time == null ? null : time.toString());
  }

  private static void decimal(JsonGenerator json, String name, @Nullable BigDecimal value)
      throws IOException {
    json.writeStringField(name, value == null ? null : value.toPlainString());
  }

  private static void level(JsonGenerator json, String name, @Nullable Level level)
      throws IOException {
    decimal(json, name, level == null ? null : level.price());
    decimal(json, name + "_size", level == null ? null : level.size());
  }

  private static void levels(JsonGenerator json, String name, List<Level> levels)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Level level : levels) {
      json.writeStartArray();
      json.writeString(level.price().toPlainString());
      json.writeString(level.size().toPlainString());
      json.writeEndArray();
    }
    json.writeEndArray();
  }
}
