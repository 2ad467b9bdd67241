package io.polytape.launcher.tap;

import io.polytape.common.stream.Streams;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A stage of the pipeline that can be watched.
 *
 * @param word its name on the command line
 * @param typeField the field that {@code --type} looks at; empty when there are no types
 * @param tokenFields the fields that name a token
 * @param shown the fields of a line, in order
 */
record Stage(
    String word,
    List<Streams> streams,
    String typeField,
    List<String> tokenFields,
    List<String> shown) {
  static final Stage MARKETS =
      of(
          "markets",
          Streams.MARKETS,
          "",
          List.of("token_ids"),
          "market_id",
          "slug",
          "closed",
          "liquidity",
          "question");

  static final Stage FILLS =
      of(
          "fills",
          Streams.ORDER_EVENTS,
          "",
          List.of("maker_asset_id", "taker_asset_id"),
          "maker_asset_id",
          "maker_amount_filled",
          "taker_asset_id",
          "taker_amount_filled",
          "is_taker_leg",
          "transaction_hash");

  static final Stage TRADES =
      of(
          "trades",
          Streams.TRADES,
          "",
          List.of("token_id"),
          "token_id",
          "outcome",
          "maker_side",
          "price",
          "token_amount",
          "usd_amount",
          "is_taker_leg",
          "market_known");

  static final Stage MARKET_EVENTS =
      of(
          "market-events",
          Streams.MARKET_EVENTS,
          "type",
          List.of("token_id"),
          "type",
          "token_id",
          "price",
          "size",
          "side",
          "changes",
          "best_bid",
          "best_ask",
          "bids",
          "asks",
          "reason",
          "old_tick_size",
          "new_tick_size",
          "slug",
          "winning_outcome",
          "detail",
          "connection");

  static final Stage QUOTES =
      of(
          "quotes",
          Streams.QUOTES,
          "quality",
          List.of("token_id"),
          "token_id",
          "best_bid",
          "best_ask",
          "spread",
          "mid",
          "last_trade_price",
          "imbalance",
          "quality");

  static final Stage ORDER_BOOKS =
      of(
          "order-books",
          Streams.ORDER_BOOKS,
          "quality",
          List.of("token_id"),
          "token_id",
          "quality",
          "mid",
          "tick_size",
          "bids",
          "asks");

  static final Stage PRICE_CHANGES =
      of(
          "price-changes",
          Streams.PRICE_CHANGES,
          "side",
          List.of("token_id"),
          "token_id",
          "side",
          "level",
          "best_bid",
          "best_ask",
          "is_applied");

  static final Stage LIVE_TRADES =
      of(
          "live-trades",
          Streams.LIVE_TRADES,
          "side",
          List.of("token_id"),
          "token_id",
          "side",
          "price",
          "size",
          "is_stale",
          "is_backfilled",
          "is_diverged",
          "transaction_hash");

  static final Stage GAPS =
      of(
          "gaps",
          Streams.GAPS,
          "reason",
          List.of("token_id"),
          "token_id",
          "reason",
          "started_at",
          "ended_at",
          "trades_too",
          "detail");

  static final Stage ALERTS =
      of(
          "alerts",
          Streams.ALERTS,
          "kind",
          List.of("token_id"),
          "rule",
          "severity",
          "is_raised",
          "token_id",
          "message");

  static final Stage DEAD_LETTERS =
      of(
          "dead-letters",
          Streams.DEAD_LETTERS,
          "stage",
          List.of(),
          "stage",
          "stream",
          "reason",
          "raw");

  private static final List<Stage> ALL =
      List.of(
          MARKETS,
          FILLS,
          TRADES,
          MARKET_EVENTS,
          QUOTES,
          ORDER_BOOKS,
          PRICE_CHANGES,
          LIVE_TRADES,
          GAPS,
          ALERTS,
          DEAD_LETTERS);

  Stage {
    streams = List.copyOf(streams);
    tokenFields = List.copyOf(tokenFields);
    shown = List.copyOf(shown);
  }

  private static Stage of(
      String word, Streams stream, String typeField, List<String> tokenFields, String... shown) {
    return of(word, List.of(stream), typeField, tokenFields, shown);
  }

  private static Stage of(
      String word,
      List<Streams> streams,
      String typeField,
      List<String> tokenFields,
      String... shown) {
    return new Stage(word, streams, typeField, tokenFields, List.of(shown));
  }

  static Optional<Stage> named(String word) {
    return ALL.stream().filter(stage -> stage.word().equals(word)).findFirst();
  }

  /** Their names, for the completion of a shell. */
  static final class Words implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ALL.stream().map(Stage::word).iterator();
    }
  }
}
