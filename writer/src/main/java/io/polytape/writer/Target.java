package io.polytape.writer;

import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table and the stream that fills it.
 *
 * @param columns every column that is sent, in the order of the row's bytes
 * @param key by which the table is asked for rows that it has already; null when its rows replace
 *     each other, or when the token of the insert must do
 * @param readAtOnce most entries that are fetched in one go; fewer where one may be large
 */
record Target(
    Streams stream,
    String table,
    List<String> columns,
    @Nullable Key key,
    int readAtOnce,
    Format format) {
  /** Version of what the columns hold; part of every token, so that it never means other rows. */
  static final int FORMAT_VERSION = 1;

  private static final int MANY = 5_000;
  private static final int FEW = 500;

  static final Target MARKETS =
      new Target(Streams.MARKETS, "markets", MarketRows.COLUMNS, null, MANY, MarketRows::decode);
  static final Target ORDER_FILLED =
      new Target(
          Streams.ORDER_EVENTS,
          "order_filled",
          OrderFilledRows.COLUMNS,
          Key.EVENT,
          MANY,
          OrderFilledRows::decode);
  static final Target TRADES =
      new Target(Streams.TRADES, "trades", TradeRows.COLUMNS, Key.EVENT, MANY, TradeRows::decode);
  static final Target QUOTES =
      new Target(Streams.QUOTES, "quotes", QuoteRows.COLUMNS, null, MANY, QuoteRows::decode);
  static final Target ORDER_BOOKS =
      new Target(Streams.ORDER_BOOKS, "order_books", BookRows.COLUMNS, null, FEW, BookRows::decode);
  static final Target PRICE_CHANGES =
      new Target(
          Streams.PRICE_CHANGES,
          "price_changes",
          LevelChangeRows.COLUMNS,
          null,
          MANY,
          LevelChangeRows::decode);
  static final Target LIVE_TRADES =
      new Target(
          Streams.LIVE_TRADES,
          "live_trades",
          LiveTradeRows.COLUMNS,
          Key.LIVE_TRADE,
          MANY,
          LiveTradeRows::decode);
  static final Target GAPS =
      new Target(Streams.GAPS, "gaps", GapRows.COLUMNS, null, MANY, GapRows::decode);
  static final Target ALERTS =
      new Target(Streams.ALERTS, "alerts", AlertRows.COLUMNS, null, MANY, AlertRows::decode);

  /**
   * The column that names a row, and how its time helps to find it.
   *
   * @param column unique in its table
   * @param time expression that the table's order or an index serves, in steps of {@code step}
   * @param step seconds
   * @param slack steps by which the same row may lie earlier or later
   */
  record Key(String column, String time, int step, int slack) {
    /** Of fills and trades: their time comes from the chain and is always the same. */
    static final Key EVENT = new Key("event_id", "timestamp", 1, 0);

    /** The socket states its time in milliseconds, the Data API in seconds of the block. */
    static final Key LIVE_TRADE = new Key("trade_id", "toStartOfMinute(event_time)", 60, 1);
  }

  /** Turns an entry's payload into a row. */
  @FunctionalInterface
  interface Format {
    Row decode(byte[] payload) throws UndecodableException;
  }

  Target {
    columns = List.copyOf(columns);
  }

  /** Whether a row that comes twice is written once, by its key. */
  boolean keyed() {
    return key != null;
  }

  static List<Target> all() {
    return List.of(
        MARKETS,
        ORDER_FILLED,
        TRADES,
        QUOTES,
        ORDER_BOOKS,
        PRICE_CHANGES,
        LIVE_TRADES,
        GAPS,
        ALERTS);
  }
}
