package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.Change;
import io.polytape.simulator.clob.book.Decimals;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.book.Match;
import io.polytape.simulator.world.Rng;
import java.util.List;

/**
 * Writes frames about books and trades as the venue writes them: keys in no fixed order, blanks now
 * and then, prices in several forms. Guarded by the venue's lock.
 */
final class FrameWriter {
  private final LiveVenue venue;
  private final Rng style;
  private final JsonText json = new JsonText();

  FrameWriter(LiveVenue venue, Rng style) {
    this.venue = venue;
    this.style = style;
  }

  private JsonText begin() {
    return json.begin(style.chance(0.5));
  }

  private String price(int thousandths) {
    return Decimals.price(thousandths, style.below(Decimals.FORMS));
  }

  /**
   * Some levels of one batch, each for both tokens.
   *
   * @param time epoch milliseconds
   */
  Frame changes(LiveMarket market, List<Change> levels, String[] hashes, long time) {
    begin().open('{');
    boolean typeFirst = style.chance(0.3);
    if (typeFirst) {
      json.plain("event_type", Frame.CHANGE);
    }
    json.plain("market", market.spec().conditionId()).name("price_changes", '[');
    boolean swapped = style.chance(0.5);
    for (Change level : levels) {
      change(market, level, swapped ? 1 : 0, hashes);
      change(market, level, swapped ? 0 : 1, hashes);
    }
    json.close(']').plain("timestamp", time);
    if (!typeFirst) {
      json.plain("event_type", Frame.CHANGE);
    }
    String text = json.close('}').toString();
    return new Frame(Frame.CHANGE, market, market.spec().tokenIds(), 0, text);
  }

  private void change(LiveMarket market, Change change, int outcome, String[] hashes) {
    json.open('{').plain("asset_id", market.token(outcome));
    json.plain("price", price(change.price(outcome)));
    StringBuilder out = json.name("size").append('"');
    Decimals.appendSize(out, change.size());
    out.append('"');
    json.plain("side", change.bid(outcome) ? "BUY" : "SELL")
        .plain("hash", hashes[outcome])
        .plain("best_bid", best(market.bestBid(outcome)))
        .plain("best_ask", best(market.bestAsk(outcome)))
        .close('}');
  }

  /** An empty side is written as nothing, or as the end of the scale. */
  private String best(int price) {
    return (price == 0 || price == 1_000) && style.chance(0.5) ? "" : price(price);
  }

  /**
   * The whole book of one outcome.
   *
   * @param whole with tick size and the market's last trade, as on subscription
   */
  Frame book(LiveMarket market, int outcome, boolean whole) {
    begin();
    book(json, market, outcome, whole, true);
    return new Frame(Frame.BOOK, market, List.of(market.token(outcome)), 0, json.toString());
  }

  /** One array of whole books. */
  Frame books(List<String> tokens) {
    begin().open('[');
    for (String token : tokens) {
      LiveMarket market = venue.market(token);
      if (market != null) {
        // A few books come without a type and with other names of their sides.
        boolean plain = style.chance(0.95);
        book(json, market, market.outcome(token), true, plain);
      }
    }
    return new Frame(Frame.BOOK, null, tokens, 0, json.close(']').toString());
  }

  private void book(JsonText to, LiveMarket market, int outcome, boolean whole, boolean plain) {
    to.open('{')
        .plain("market", market.spec().conditionId())
        .plain("asset_id", market.token(outcome))
        .plain("timestamp", market.changedAt())
        .plain("hash", market.hash(outcome));
    boolean renamed = !plain && style.chance(0.5);
    side(to, renamed ? "buys" : "bids", market, outcome, true);
    side(to, renamed ? "sells" : "asks", market, outcome, false);
    if (whole) {
      to.plain("tick_size", Decimals.price(market.tick(), 0));
      to.plain("last_trade_price", Decimals.lastTrade(market.lastTrade()));
    }
    if (plain) {
      to.plain("event_type", Frame.BOOK);
    }
    to.close('}');
  }

  private void side(JsonText to, String name, LiveMarket market, int outcome, boolean bids) {
    int form = style.below(Decimals.FORMS);
    to.name(name, '[');
    market.levels(
        outcome,
        bids,
        (price, size) -> {
          to.open('{').plain("price", Decimals.price(price, form));
          StringBuilder out = to.name("size").append('"');
          Decimals.appendSize(out, size);
          out.append('"');
          to.close('}');
        });
    to.close(']');
  }

  /** Top of one outcome's book. */
  Frame best(LiveMarket market, int outcome) {
    int bid = market.bestBid(outcome);
    int ask = market.bestAsk(outcome);
    begin()
        .open('{')
        .plain("market", market.spec().conditionId())
        .plain("asset_id", market.token(outcome))
        .plain("best_bid", best(bid))
        .plain("best_ask", best(ask))
        .plain("spread", Decimals.price(ask - bid, 0))
        .plain("timestamp", market.changedAt())
        .plain("event_type", Frame.BEST)
        .close('}');
    return new Frame(Frame.BEST, market, List.of(market.token(outcome)), 0, json.toString());
  }

  /** The trades of one transaction; an array if they are several. */
  Frame trades(List<Match> matches, LiveMarket market, boolean withSize) {
    begin();
    if (matches.size() > 1) {
      json.open('[');
    }
    for (Match match : matches) {
      json.open('{')
          .plain("market", match.market().conditionId())
          .plain("asset_id", match.token())
          .plain("price", Decimals.price(match.price(), 0));
      if (withSize) {
        StringBuilder out = json.name("size").append('"');
        Decimals.appendSize(out, match.size());
        out.append('"');
      }
      json.plain("fee_rate_bps", match.market().feeBps())
          .plain("side", match.buy() ? "BUY" : "SELL")
          .plain("timestamp", match.time())
          .plain("event_type", Frame.TRADE)
          .plain("transaction_hash", venue.transaction(match))
          .close('}');
    }
    if (matches.size() > 1) {
      json.close(']');
    }
    return new Frame(
        Frame.TRADE, market, List.of(matches.getFirst().token()), matches.size(), json.toString());
  }

  Frame tick(LiveMarket market, int outcome, int oldTick) {
    begin()
        .open('{')
        .plain("market", market.spec().conditionId())
        .plain("asset_id", market.token(outcome))
        .plain("old_tick_size", Decimals.price(oldTick, 0))
        .plain("new_tick_size", Decimals.price(market.tick(), 0))
        .plain("timestamp", market.changedAt())
        .plain("event_type", Frame.TICK)
        .close('}');
    return new Frame(Frame.TICK, market, List.of(market.token(outcome)), 0, json.toString());
  }
}
