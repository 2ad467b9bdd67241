package io.polytape.processors.book;

import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What one commit of a partition will do: rows for the streams, and tokens that have changed. */
final class Step {
  private static final byte[] XADD = Script.bytes("XADD");
  private static final byte[] STAR = Script.bytes("*");
  private static final byte[] VERSION = Script.bytes(Streams.VERSION);
  private static final byte[] CURRENT = Script.bytes(Streams.CURRENT_VERSION);
  private static final byte[] PAYLOAD = Script.bytes(Streams.PAYLOAD);
  private static final byte[] QUOTES = Script.bytes(Streams.QUOTES.key());
  private static final byte[] BOOKS = Script.bytes(Streams.ORDER_BOOKS.key());
  private static final byte[] CHANGES = Script.bytes(Streams.PRICE_CHANGES.key());
  private static final byte[] TRADES = Script.bytes(Streams.LIVE_TRADES.key());
  private static final byte[] GAPS = Script.bytes(Streams.GAPS.key());
  private static final String GUARDS_LIVE_SECONDS = "600";

  /** What the guards count, by the minute. */
  enum Guard {
    TRADES,
    STALE,
    BACKFILLED,
    DIVERGED
  }

  final int partition;
  final long nowMillis;
  private final Commands commands = new Commands();
  private final Set<TokenState> touched = new LinkedHashSet<>();
  private final Set<TokenState> tradedIn = new LinkedHashSet<>();
  private final Map<Guard, Integer> guards = new EnumMap<>(Guard.class);
  private final Map<String, Integer> rowless = new TreeMap<>();

  Step(int partition, long nowMillis) {
    this.partition = partition;
    this.nowMillis = nowMillis;
  }

  void quote(Quote quote) {
    row(QUOTES, LiveRowCodec.encode(quote));
  }

  void book(BookSnapshot book) {
    row(BOOKS, LiveRowCodec.encode(book));
  }

  void change(LevelChange change) {
    row(CHANGES, LiveRowCodec.encode(change));
  }

  void gap(GapRow gap) {
    row(GAPS, LiveRowCodec.encode(gap));
  }

  void trade(LiveTrade trade) {
    row(TRADES, LiveRowCodec.encode(trade));
    count(Guard.TRADES);
    if (trade.isStale()) {
      count(Guard.STALE);
    }
    if (trade.isBackfilled()) {
      count(Guard.BACKFILLED);
    }
    if (trade.isDiverged()) {
      count(Guard.DIVERGED);
    }
  }

  /** Counts an event that makes no row of its own, by what became of it. */
  void rowless(String outcome) {
    rowless.merge(outcome, 1, Integer::sum);
  }

  private void count(Guard guard) {
    guards.merge(guard, 1, Integer::sum);
  }

  private void row(byte[] stream, byte[] payload) {
    commands.add(XADD, stream, STAR, VERSION, CURRENT, PAYLOAD, payload);
  }

  void bury(DeadLetter letter) {
    var command =
        new ArrayList<byte[]>(List.of(XADD, Script.bytes(Streams.DEAD_LETTERS.key()), STAR));
    letter
        .fields()
        .forEach(
            (name, value) -> {
              command.add(name);
              command.add(value);
            });
    commands.add(command.toArray(byte[][]::new));
  }

  void acknowledge(String stream, List<String> ids) {
    commands.addMany(List.of("XACK", stream, Streams.BOOK_PROCESSOR), ids, 1);
  }

  void touch(TokenState token) {
    touched.add(token);
  }

  /** Has the windows of a token written. */
  void touchWindows(TokenState token) {
    tradedIn.add(token);
  }

  /** A command of somebody who keeps more than this knows of. */
  void also(String... command) {
    commands.add(command);
  }

  void also(byte[]... command) {
    commands.add(command);
  }

  /** Everything, with the states as they are now; asked for once. */
  Commands commands() {
    for (TokenState token : touched) {
      if (!token.ended) {
        StateStore.write(token, partition, commands, nowMillis);
      }
    }
    for (TokenState token : tradedIn) {
      if (!token.ended) {
        token.vwap.writeTo(commands, Keys.vwap(token.tokenId));
        commands.add("HSET", Keys.vwap(token.tokenId), "mids", token.mids.text());
      }
    }
    rowless.forEach(
        (outcome, count) ->
            commands.add("HINCRBY", Keys.MARKET_EVENT_OUTCOMES, outcome, Integer.toString(count)));
    if (!guards.isEmpty()) {
      String key = Keys.guards(nowMillis / 60_000);
      guards.forEach(
          (guard, count) ->
              commands.add(
                  "HINCRBY",
                  key,
                  guard.name().toLowerCase(java.util.Locale.ROOT),
                  Integer.toString(count)));
      commands.add("EXPIRE", key, GUARDS_LIVE_SECONDS);
    }
    return commands;
  }
}
