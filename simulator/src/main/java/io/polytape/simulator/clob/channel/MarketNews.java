package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.Decimals;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.Tag;
import java.util.List;

/** Writes the frames that every connection with the custom features gets. */
final class MarketNews {
  private MarketNews() {}

  static Frame listed(LiveMarket market, long now) {
    MarketSpec spec = market.spec();
    var json = new JsonText().begin(true).open('{');
    json.plain("id", spec.marketId())
        .escaped("question", spec.question())
        .plain("market", spec.conditionId())
        .plain("slug", spec.slug())
        .escaped("description", spec.question());
    list(json, "assets_ids", spec.tokenIds());
    list(json, "outcomes", spec.outcomes());
    json.name("event_message", '{')
        .plain("id", spec.event().eventId())
        .plain("ticker", spec.event().slug())
        .plain("slug", spec.event().slug())
        .escaped("title", spec.event().title())
        .escaped("description", spec.event().title())
        .close('}');
    json.plain("timestamp", now).plain("event_type", Frame.LISTED);
    list(json, "tags", spec.event().tags().stream().map(Tag::slug).toList());
    json.plain("condition_id", spec.conditionId()).raw("active", "true");
    list(json, "clob_token_ids", spec.tokenIds());
    json.plain("sports_market_type", "")
        .plain("line", "")
        .plain("game_start_time", "")
        .plain("order_price_min_tick_size", Decimals.price(market.tick(), 0))
        .escaped("group_item_title", spec.groupItemTitle())
        .plain("taker_base_fee", spec.feeBps())
        .raw("fees_enabled", spec.feeBps() > 0 ? "true" : "false")
        .name("fee_schedule", '{')
        .plain("exponent", "1")
        .plain("rate", "0")
        .raw("taker_only", "true")
        .plain("rebate_rate", "0")
        .close('}')
        .close('}');
    return new Frame(Frame.LISTED, market, spec.tokenIds(), 0, json.toString());
  }

  static Frame resolved(LiveMarket market, long now) {
    MarketSpec spec = market.spec();
    boolean split = spec.winner() < 0;
    var json = new JsonText().begin(false).open('{');
    json.plain("id", spec.marketId()).plain("market", spec.conditionId());
    list(json, "assets_ids", spec.tokenIds());
    json.plain("winning_asset_id", split ? "" : spec.tokenIds().get(spec.winner()))
        .escaped("winning_outcome", split ? "" : spec.outcomes().get(spec.winner()));
    list(json, "tags", spec.event().tags().stream().map(Tag::slug).toList());
    json.plain("timestamp", now).plain("event_type", Frame.RESOLVED).close('}');
    return new Frame(Frame.RESOLVED, market, spec.tokenIds(), 0, json.toString());
  }

  private static void list(JsonText json, String name, List<String> values) {
    json.name(name, '[');
    values.forEach(json::element);
    json.close(']');
  }
}
