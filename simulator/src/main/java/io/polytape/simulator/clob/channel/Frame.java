package io.polytape.simulator.clob.channel;

import io.polytape.simulator.clob.book.LiveMarket;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One text of the market channel, as it is before anything goes wrong with it.
 *
 * @param type its {@code event_type}; PONG for the heartbeat's answer
 * @param market what it is about; null where it is about no single market
 * @param tokens whose record has a hole when the frame is lost
 * @param trades how many trades it tells of
 */
record Frame(
    String type, @Nullable LiveMarket market, List<String> tokens, int trades, String text) {
  static final String BOOK = "book";
  static final String CHANGE = "price_change";
  static final String TRADE = "last_trade_price";
  static final String TICK = "tick_size_change";
  static final String BEST = "best_bid_ask";
  static final String LISTED = "new_market";
  static final String RESOLVED = "market_resolved";
  static final Frame PONG = new Frame("PONG", null, List.of(), 0, "PONG");

  /** Whether losing it leaves a hole in the record. */
  boolean matters() {
    return type.equals(BOOK) || type.equals(CHANGE) || type.equals(TRADE) || type.equals(TICK);
  }

  Frame with(String other) {
    return new Frame(type, market, tokens, trades, other);
  }
}
