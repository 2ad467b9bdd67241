package io.polytape.common.live;

import com.fasterxml.jackson.core.JsonGenerator;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.common.live.MarketEvent.TickSize;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.UndecodableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Live events to and from the bytes of {@code stream:market_events:{p}}, format version 1. */
public final class MarketEventCodec {
  private MarketEventCodec() {}

  public static byte[] encode(MarketEvent event) {
    return JsonCodec.encode(
        json -> {
          json.writeStringField("type", type(event));
          header(json, event.header());
          write(json, event);
        });
  }

  /** The event's name in streams, figures and filters; the venue's own where it has one. */
  public static String type(MarketEvent event) {
    return switch (event) {
      case Book e -> "book";
      case PriceChange e -> "price_change";
      case Trade e -> "last_trade_price";
      case TickSize e -> "tick_size_change";
      case BestBidAsk e -> "best_bid_ask";
      case NewMarket e -> "new_market";
      case Resolved e -> "market_resolved";
      case Ended e -> "ended";
      case Gap e -> "gap";
    };
  }

  /**
   * Reads an event.
   *
   * @throws UndecodableException when a field is missing or not what it should be
   */
  public static MarketEvent decode(byte[] bytes) throws UndecodableException {
    return LiveFields.read(bytes, "a market event", MarketEventCodec::read);
  }

  private static void header(JsonGenerator json, Header header) throws IOException {
    json.writeStringField("token_id", header.tokenId());
    json.writeStringField("condition_id", header.conditionId());
    json.writeNumberField("source_time", header.sourceTime());
    LiveFields.write(json, "received_at", header.receivedAt());
    json.writeStringField("connection", header.connection());
    json.writeNumberField("sequence", header.sequence());
  }

  private static void write(JsonGenerator json, MarketEvent event) throws IOException {
    switch (event) {
      case Book e -> {
        LiveFields.write(json, "bids", e.bids());
        LiveFields.write(json, "asks", e.asks());
        json.writeStringField("hash", e.hash());
        LiveFields.write(json, "tick_size", e.tickSize());
      }
      case PriceChange e -> {
        json.writeStringField("changes", changes(e.changes()));
        json.writeStringField("hash", e.hash());
        LiveFields.write(json, "best_bid", e.bestBid());
        LiveFields.write(json, "best_ask", e.bestAsk());
      }
      case Trade e -> {
        LiveFields.write(json, "price", e.price());
        LiveFields.write(json, "size", e.size());
        if (e.side() != null) {
          json.writeStringField("side", e.side().name());
        }
        json.writeStringField("fee_rate_bps", e.feeRateBps());
        json.writeStringField("transaction_hash", e.transactionHash());
        json.writeNumberField("occurrence", e.occurrence());
        json.writeBooleanField("from_data_api", e.fromDataApi());
      }
      case TickSize e -> {
        LiveFields.write(json, "old_tick_size", e.oldTickSize());
        LiveFields.write(json, "new_tick_size", e.newTickSize());
      }
      case BestBidAsk e -> {
        LiveFields.write(json, "best_bid", e.bestBid());
        LiveFields.write(json, "best_ask", e.bestAsk());
      }
      case NewMarket e -> {
        json.writeStringField("slug", e.slug());
        json.writeStringField("json", e.json());
      }
      case Resolved e -> {
        json.writeStringField("winning_token_id", e.winningTokenId());
        json.writeStringField("winning_outcome", e.winningOutcome());
      }
      case Ended e -> json.writeStringField("reason", e.reason());
      case Gap e -> {
        json.writeStringField("reason", e.reason().word());
        LiveFields.write(json, "from", e.from());
        json.writeBooleanField("trades_too", e.tradesToo());
        json.writeStringField("detail", e.detail());
      }
    }
  }

  private static MarketEvent read(LiveFields fields) throws UndecodableException {
    var header =
        new Header(
            fields.text("token_id"),
            fields.text("condition_id"),
            fields.number("source_time"),
            fields.time("received_at"),
            fields.text("connection"),
            fields.number("sequence"));
    String type = fields.text("type");
    return switch (type) {
      case "book" ->
          new Book(
              header,
              fields.levels("bids"),
              fields.levels("asks"),
              fields.text("hash"),
              fields.decimalOrNull("tick_size"));
      case "price_change" ->
          new PriceChange(
              header,
              changes(fields.text("changes")),
              fields.text("hash"),
              fields.decimalOrNull("best_bid"),
              fields.decimalOrNull("best_ask"));
      case "last_trade_price" ->
          new Trade(
              header,
              fields.decimal("price"),
              fields.decimalOrNull("size"),
              fields.sideOrNull("side"),
              fields.text("fee_rate_bps"),
              fields.text("transaction_hash"),
              Math.toIntExact(fields.number("occurrence")),
              fields.flag("from_data_api"));
      case "tick_size_change" ->
          new TickSize(header, fields.decimal("old_tick_size"), fields.decimal("new_tick_size"));
      case "best_bid_ask" ->
          new BestBidAsk(
              header, fields.decimalOrNull("best_bid"), fields.decimalOrNull("best_ask"));
      case "new_market" -> new NewMarket(header, fields.text("slug"), fields.text("json"));
      case "market_resolved" ->
          new Resolved(header, fields.text("winning_token_id"), fields.text("winning_outcome"));
      case "ended" -> new Ended(header, fields.text("reason"));
      case "gap" ->
          new Gap(
              header,
              GapReason.of(fields.text("reason")),
              fields.time("from"),
              fields.flag("trades_too"),
              fields.text("detail"));
      default -> throw new UndecodableException("expected a known type, was '" + type + "'");
    };
  }

  /** {@code B0.48:120,A0.52:0}: the side's letter and the level. */
  private static String changes(List<Change> changes) {
    var text = new StringBuilder(changes.size() * 14);
    for (Change change : changes) {
      text.append(text.isEmpty() ? "" : ",")
          .append(change.side() == BookSide.BID ? 'B' : 'A')
          .append(change.level().text());
    }
    return text.toString();
  }

  private static List<Change> changes(String text) {
    var changes = new ArrayList<Change>();
    for (String each : text.split(",", -1)) {
      if (!each.startsWith("B") && !each.startsWith("A")) {
        throw new IllegalArgumentException("expected B or A and a level, was '" + each + "'");
      }
      changes.add(
          new Change(
              each.charAt(0) == 'B' ? BookSide.BID : BookSide.ASK, Level.parse(each.substring(1))));
    }
    return changes;
  }
}
