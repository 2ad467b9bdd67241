package io.polytape.common.live;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.io.IOException;

/**
 * Rows of the live tables to and from the bytes of the streams that lead to them, format version 1.
 * Every decoding throws when a field is missing or not what it should be.
 */
public final class LiveRowCodec {
  private LiveRowCodec() {}

  public static byte[] encode(Quote quote) {
    return JsonCodec.encode(json -> write(json, quote));
  }

  public static Quote decodeQuote(byte[] bytes) throws UndecodableException {
    return LiveFields.read(bytes, "a quote", LiveRowCodec::quote);
  }

  private static void write(JsonGenerator json, Quote quote) throws IOException {
    head(json, quote.tokenId(), quote.conditionId());
    LiveFields.write(json, "event_time", quote.eventTime());
    json.writeNumberField("source_time", quote.sourceTime());
    LiveFields.write(json, "received_at", quote.receivedAt());
    LiveFields.write(json, "best_bid", quote.bestBid());
    LiveFields.write(json, "best_ask", quote.bestAsk());
    LiveFields.write(json, "mid", quote.mid());
    LiveFields.write(json, "spread", quote.spread());
    LiveFields.write(json, "last_trade_price", quote.lastTradePrice());
    LiveFields.write(json, "bid_depth", quote.bidDepth());
    LiveFields.write(json, "ask_depth", quote.askDepth());
    LiveFields.write(json, "imbalance", quote.imbalance());
    if (quote.volatility() != null) {
      json.writeNumberField("volatility", quote.volatility());
    }
    json.writeStringField("quality", quote.quality().word());
  }

  private static Quote quote(LiveFields fields) throws UndecodableException {
    String volatility = fields.map().get("volatility");
    return new Quote(
        fields.text("token_id"),
        fields.text("condition_id"),
        fields.time("event_time"),
        fields.number("source_time"),
        fields.time("received_at"),
        fields.levelOrNull("best_bid"),
        fields.levelOrNull("best_ask"),
        fields.decimalOrNull("mid"),
        fields.decimalOrNull("spread"),
        fields.decimalOrNull("last_trade_price"),
        fields.decimal("bid_depth"),
        fields.decimal("ask_depth"),
        fields.decimalOrNull("imbalance"),
        volatility == null ? null : Double.valueOf(volatility),
        Quality.of(fields.text("quality")));
  }

  public static byte[] encode(BookSnapshot book) {
    return JsonCodec.encode(
        json -> {
          write(json, book.quote());
          LiveFields.write(json, "bids", book.bids());
          LiveFields.write(json, "asks", book.asks());
          LiveFields.write(json, "tick_size", book.tickSize());
          json.writeNumberField("epoch", book.epoch());
          json.writeStringField("hash", book.hash());
        });
  }

  public static BookSnapshot decodeBook(byte[] bytes) throws UndecodableException {
    return LiveFields.read(
        bytes,
        "a book",
        fields ->
            new BookSnapshot(
                quote(fields),
                fields.levels("bids"),
                fields.levels("asks"),
                fields.decimalOrNull("tick_size"),
                Math.toIntExact(fields.number("epoch")),
                fields.text("hash")));
  }

  public static byte[] encode(LevelChange change) {
    return JsonCodec.encode(
        json -> {
          head(json, change.tokenId(), change.conditionId());
          LiveFields.write(json, "event_time", change.eventTime());
          json.writeNumberField("source_time", change.sourceTime());
          LiveFields.write(json, "received_at", change.receivedAt());
          json.writeStringField("side", change.side().name());
          json.writeStringField("level", change.level().text());
          LiveFields.write(json, "best_bid", change.bestBid());
          LiveFields.write(json, "best_ask", change.bestAsk());
          json.writeStringField("hash", change.hash());
          json.writeStringField("connection", change.connection());
          json.writeBooleanField("is_applied", change.isApplied());
        });
  }

  public static LevelChange decodeChange(byte[] bytes) throws UndecodableException {
    return LiveFields.read(
        bytes,
        "a level change",
        fields ->
            new LevelChange(
                fields.text("token_id"),
                fields.text("condition_id"),
                fields.time("event_time"),
                fields.number("source_time"),
                fields.time("received_at"),
                BookSide.valueOf(fields.text("side")),
                Level.parse(fields.text("level")),
                fields.decimalOrNull("best_bid"),
                fields.decimalOrNull("best_ask"),
                fields.text("hash"),
                fields.text("connection"),
                // Entries of before this field were all applied.
                fields.flag("is_applied", true)));
  }

  public static byte[] encode(LiveTrade trade) {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("trade_id", trade.tradeId());
          head(json, trade.tokenId(), trade.conditionId());
          json.writeStringField("market_id", trade.marketId());
          LiveFields.write(json, "event_time", trade.eventTime());
          LiveFields.write(json, "received_at", trade.receivedAt());
          LiveFields.write(json, "price", trade.price());
          LiveFields.write(json, "size", trade.size());
          if (trade.side() != null) {
            json.writeStringField("side", trade.side().name());
          }
          json.writeStringField("fee_rate_bps", trade.feeRateBps());
          json.writeStringField("transaction_hash", trade.transactionHash());
          json.writeBooleanField("is_stale", trade.isStale());
          json.writeBooleanField("is_backfilled", trade.isBackfilled());
          json.writeBooleanField("is_diverged", trade.isDiverged());
          json.writeStringField("connection", trade.connection());
        });
  }

  public static LiveTrade decodeTrade(byte[] bytes) throws UndecodableException {
    return LiveFields.read(
        bytes,
        "a live trade",
        fields ->
            new LiveTrade(
                fields.text("trade_id"),
                fields.text("token_id"),
                fields.text("condition_id"),
                fields.text("market_id"),
                fields.time("event_time"),
                fields.time("received_at"),
                fields.decimal("price"),
                fields.decimalOrNull("size"),
                fields.sideOrNull("side"),
                fields.text("fee_rate_bps"),
                fields.text("transaction_hash"),
                fields.flag("is_stale"),
                fields.flag("is_backfilled"),
                fields.flag("is_diverged"),
                fields.text("connection")));
  }

  public static byte[] encode(GapRow gap) {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("gap_id", gap.gapId());
          head(json, gap.tokenId(), gap.conditionId());
          json.writeStringField("reason", gap.reason().word());
          LiveFields.write(json, "started_at", gap.startedAt());
          LiveFields.write(json, "ended_at", gap.endedAt());
          json.writeBooleanField("trades_too", gap.tradesToo());
          json.writeStringField("detail", gap.detail());
          LiveFields.write(json, "updated_at", gap.updatedAt());
        });
  }

  public static GapRow decodeGap(byte[] bytes) throws UndecodableException {
    return LiveFields.read(
        bytes,
        "a gap",
        fields ->
            new GapRow(
                fields.text("gap_id"),
                fields.text("token_id"),
                fields.text("condition_id"),
                GapReason.of(fields.text("reason")),
                fields.time("started_at"),
                fields.timeOrNull("ended_at"),
                fields.flag("trades_too"),
                fields.text("detail"),
                fields.time("updated_at")));
  }

  public static byte[] encode(Alert alert) {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("alert_id", alert.alertId());
          json.writeStringField("rule", alert.rule());
          json.writeStringField("kind", alert.kind());
          json.writeStringField("severity", alert.severity());
          head(json, alert.tokenId(), alert.conditionId());
          LiveFields.write(json, "event_time", alert.eventTime());
          json.writeBooleanField("is_raised", alert.isRaised());
          LiveFields.write(json, "value", alert.value());
          LiveFields.write(json, "threshold", alert.threshold());
          json.writeStringField("message", alert.message());
        });
  }

  public static Alert decodeAlert(byte[] bytes) throws UndecodableException {
    return LiveFields.read(
        bytes,
        "an alert",
        fields ->
            new Alert(
                fields.text("alert_id"),
                fields.text("rule"),
                fields.text("kind"),
                fields.text("severity"),
                fields.text("token_id"),
                fields.text("condition_id"),
                fields.time("event_time"),
                fields.flag("is_raised"),
                fields.decimal("value"),
                fields.decimal("threshold"),
                fields.text("message")));
  }

  private static void head(JsonGenerator json, String tokenId, String conditionId)
      throws IOException {
    json.writeStringField("token_id", tokenId);
    json.writeStringField("condition_id", conditionId);
  }
}
