package io.polytape.simulator.clob;

import io.polytape.simulator.clob.channel.LiveFault;
import java.util.Map;

/**
 * How the live side begins.
 *
 * @param bookRate changes of tokens' levels per second; each level of a market is one of both its
 *     tokens, so they come in pairs
 * @param tradeRate trades per second
 * @param bookLimit tokens of one connection beyond which a subscription brings no first books
 * @param faults probability of each fault that is on from the start
 */
public record LiveConfig(
    double bookRate, double tradeRate, int bookLimit, Map<LiveFault, Double> faults) {
  /** Where the venue's cliff is. */
  public static final int BOOK_LIMIT = 500;

  public LiveConfig {
    faults = Map.copyOf(faults);
  }

  /** Books that stand still. */
  public static LiveConfig still() {
    return new LiveConfig(0, 0, BOOK_LIMIT, Map.of());
  }

  public LiveConfig withRates(double books, double trades) {
    return new LiveConfig(books, trades, bookLimit, faults);
  }

  public LiveConfig withBookLimit(int limit) {
    return new LiveConfig(bookRate, tradeRate, limit, faults);
  }
}
