package io.polytape.common.stream;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A stream, the groups that must all have finished an entry before it may be trimmed, and the
 * length at which its publishers pause.
 *
 * @param key Redis key
 * @param groups consumer groups that read it
 * @param highMark entries at which publishers wait until the readers have caught up
 */
public record Streams(String key, List<String> groups, long highMark) {
  /** Group of the trade processor. */
  public static final String TRADE_PROCESSOR = "trade-processor";

  /** Group of the ClickHouse writer. */
  public static final String CLICKHOUSE_WRITER = "clickhouse-writer";

  /** Group of the book processor. */
  public static final String BOOK_PROCESSOR = "book-processor";

  /** Markets as they are found and as they change; payload of {@code MarketCodec}. */
  public static final Streams MARKETS =
      new Streams("stream:markets", List.of(CLICKHOUSE_WRITER), 100_000);

  /** Fills as the exchange logged them; payload of {@code OrderFilledCodec}. */
  public static final Streams ORDER_EVENTS =
      new Streams("stream:order_events", List.of(TRADE_PROCESSOR, CLICKHOUSE_WRITER), 500_000);

  /** Trades derived from fills; payload of {@code TradeCodec}. */
  public static final Streams TRADES =
      new Streams("stream:trades", List.of(CLICKHOUSE_WRITER), 500_000);

  /**
   * What the venue's market channel said; payload of {@code MarketEventCodec}. One stream for each
   * partition of the tokens, so that a token's events keep their order.
   */
  public static final List<Streams> MARKET_EVENTS =
      IntStream.range(0, 8)
          .mapToObj(
              partition ->
                  new Streams(
                      "stream:market_events:" + partition, List.of(BOOK_PROCESSOR), 200_000))
          .toList();

  /** Tops of books as they changed; payload of {@code LiveRowCodec}, as in the four below. */
  public static final Streams QUOTES =
      new Streams("stream:quotes", List.of(CLICKHOUSE_WRITER), 500_000);

  /** Whole books, now and then. */
  public static final Streams ORDER_BOOKS =
      new Streams("stream:order_books", List.of(CLICKHOUSE_WRITER), 100_000);

  /** Level changes as they were applied. */
  public static final Streams PRICE_CHANGES =
      new Streams("stream:price_changes", List.of(CLICKHOUSE_WRITER), 500_000);

  /** Trades of the live channel. */
  public static final Streams LIVE_TRADES =
      new Streams("stream:live_trades", List.of(CLICKHOUSE_WRITER), 500_000);

  /** Holes in the live record. */
  public static final Streams GAPS =
      new Streams("stream:gaps", List.of(CLICKHOUSE_WRITER), 500_000);

  /** Alerts raised and cleared. */
  public static final Streams ALERTS =
      new Streams("stream:alerts", List.of(CLICKHOUSE_WRITER), 100_000);

  /** What could not be handled; see {@link DeadLetter}. Never trimmed by itself. */
  public static final Streams DEAD_LETTERS = new Streams("stream:dead_letters", List.of(), 100_000);

  private static final List<Streams> ALL =
      Stream.of(
              List.of(MARKETS, ORDER_EVENTS, TRADES),
              MARKET_EVENTS,
              List.of(QUOTES, ORDER_BOOKS, PRICE_CHANGES, LIVE_TRADES, GAPS, ALERTS, DEAD_LETTERS))
          .flatMap(List::stream)
          .toList();

  /** Field of the payload. */
  public static final String PAYLOAD = "event";

  /** The format version that this program writes and reads. */
  public static final String CURRENT_VERSION = "1";

  /** Field of the payload's format version. */
  public static final String VERSION = "v";

  public Streams {
    groups = List.copyOf(groups);
  }

  /** Every stream, in the order in which events flow. */
  public static List<Streams> all() {
    return ALL;
  }
}
