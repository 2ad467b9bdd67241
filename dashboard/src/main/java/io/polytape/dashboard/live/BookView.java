package io.polytape.dashboard.live;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token's quote, with its ladders and windows as they were at the same moment.
 *
 * @param bids {@code [price, size]}, best first
 * @param asks likewise
 * @param vwap by window: {@code 1m}, {@code 1h} and {@code 24h}
 */
public record BookView(
    QuoteView quote, List<List<String>> bids, List<List<String>> asks, Map<String, Window> vwap) {

  /**
   * Trades of a window.
   *
   * @param price volume-weighted; null without trades
   * @param volume tokens
   */
  public record Window(@Nullable String price, @Nullable String volume, @Nullable String trades) {}
}
