package io.polytape.common.stream;

import java.util.List;

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

  /** Markets as they are found and as they change; payload of {@code MarketCodec}. */
  public static final Streams MARKETS =
      new Streams("stream:markets", List.of(CLICKHOUSE_WRITER), 100_000);

  /** Fills as the exchange logged them; payload of {@code OrderFilledCodec}. */
  public static final Streams ORDER_EVENTS =
      new Streams("stream:order_events", List.of(TRADE_PROCESSOR, CLICKHOUSE_WRITER), 500_000);

  /** Trades derived from fills; payload of {@code TradeCodec}. */
  public static final Streams TRADES =
      new Streams("stream:trades", List.of(CLICKHOUSE_WRITER), 500_000);

  /** What could not be handled; see {@link DeadLetter}. Never trimmed by itself. */
  public static final Streams DEAD_LETTERS = new Streams("stream:dead_letters", List.of(), 100_000);

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
    return List.of(MARKETS, ORDER_EVENTS, TRADES, DEAD_LETTERS);
  }
}
