package io.polytape.writer;

import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import java.util.List;

/**
 * A table and the stream that fills it.
 *
 * @param columns every column that is sent, in the order of the row's bytes
 * @param keyed whether rows have a key of their own that must not come twice; the others replace
 *     each other
 */
record Target(Streams stream, String table, List<String> columns, boolean keyed, Format format) {
  /** Version of what the columns hold; part of every token, so that it never means other rows. */
  static final int FORMAT_VERSION = 1;

  static final Target MARKETS =
      new Target(Streams.MARKETS, "markets", MarketRows.COLUMNS, false, MarketRows::decode);
  static final Target ORDER_FILLED =
      new Target(
          Streams.ORDER_EVENTS,
          "order_filled",
          OrderFilledRows.COLUMNS,
          true,
          OrderFilledRows::decode);
  static final Target TRADES =
      new Target(Streams.TRADES, "trades", TradeRows.COLUMNS, true, TradeRows::decode);

  /** Turns an entry's payload into a row. */
  @FunctionalInterface
  interface Format {
    Row decode(byte[] payload) throws UndecodableException;
  }

  Target {
    columns = List.copyOf(columns);
  }

  static List<Target> all() {
    return List.of(MARKETS, ORDER_FILLED, TRADES);
  }
}
