package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Response;
import redis.clients.jedis.resps.Tuple;

/**
 * Tokens' states in the hot cache, which is their memory: they are read from it and written to it.
 */
final class StateStore {
  private final Redis redis;

  StateStore(Redis redis) {
    this.redis = redis;
  }

  /** Set of the tokens of a partition whose gap is open. */
  static String openGaps(int partition) {
    return "gaps:open:" + partition;
  }

  private record Replies(
      String tokenId,
      Response<Map<String, String>> quote,
      Response<List<String>> bids,
      Response<List<String>> asks,
      Response<Map<String, String>> vwap,
      Response<List<Tuple>> trades,
      Response<List<String>> token,
      Response<String> ended) {}

  /** Reads them all in one round trip; a token that is not there is empty. */
  List<TokenState> load(Collection<String> tokenIds) throws TransientException {
    if (tokenIds.isEmpty()) {
      return List.of();
    }
    return redis.run(
        "load-books",
        client -> {
          var replies = new ArrayList<Replies>();
          try (var pipeline = client.pipelined()) {
            for (String id : tokenIds) {
              replies.add(
                  new Replies(
                      id,
                      pipeline.hgetAll(Keys.quote(id)),
                      pipeline.zrange(Keys.bids(id), 0, -1),
                      pipeline.zrange(Keys.asks(id), 0, -1),
                      pipeline.hgetAll(Keys.vwap(id)),
                      pipeline.zrangeWithScores(RecentTrades.key(id), 0, -1),
                      pipeline.hmget("token:" + id, "market_id", "condition_id", "ended"),
                      pipeline.get(Endings.key(id))));
            }
            pipeline.sync();
          }
          return replies.stream().map(StateStore::state).toList();
        });
  }

  /** Looks for the markets of tokens. */
  void loadMarkets(List<TokenState> tokens) throws TransientException {
    if (tokens.isEmpty()) {
      return;
    }
    List<String> found =
        redis.run(
            "load-books",
            client -> {
              var replies = new ArrayList<Response<String>>();
              try (var pipeline = client.pipelined()) {
                tokens.forEach(
                    token -> replies.add(pipeline.hget("token:" + token.tokenId, "market_id")));
                pipeline.sync();
              }
              return replies.stream().map(reply -> orEmpty(reply.get())).toList();
            });
    for (int i = 0; i < found.size(); i++) {
      tokens.get(i).marketId = found.get(i);
    }
  }

  private static TokenState state(Replies replies) {
    var token = new TokenState(replies.tokenId());
    token.bids.load(replies.bids().get());
    token.asks.load(replies.asks().get());
    Map<String, String> vwap = replies.vwap().get();
    token.vwap.load(vwap);
    token.mids.load(vwap.getOrDefault("mids", ""));
    for (Tuple trade : replies.trades().get()) {
      token.trades.load(trade.getElement(), (long) trade.getScore());
    }
    List<String> market = replies.token().get();
    token.marketId = orEmpty(market.get(0));
    token.conditionId = orEmpty(market.get(1));
    String endedAt = orEmpty(replies.ended().get());
    boolean isOver = !orEmpty(market.get(2)).isEmpty();
    // What is over may still have events of before its end on their way to us.
    token.ended = !endedAt.isEmpty();
    token.endedAt = isOver || endedAt.isEmpty() ? 0 : Long.parseLong(endedAt);
    read(token, replies.quote().get());
    return token;
  }

  private static void read(TokenState token, Map<String, String> quote) {
    if (quote.isEmpty()) {
      return;
    }
    token.written.putAll(quote);
    if (!text(quote, "condition_id").isEmpty()) {
      token.conditionId = text(quote, "condition_id");
    }
    token.hash = text(quote, "hash");
    token.proof.load(text(quote, "hash_terms"));
    token.hasBook = text(quote, "has_book").equals("1");
    token.quality = Quality.of(quote.getOrDefault("quality", "unverified"));
    token.tickSize = decimal(quote, "tick_size");
    token.epoch = (int) number(quote, "epoch");
    token.lastTradePrice = decimal(quote, "last_trade_price");
    token.lastTradeTime = number(quote, "last_trade_time");
    token.eventTime = number(quote, "event_time");
    token.sourceTime = number(quote, "source_time");
    token.receivedAt = Instant.ofEpochMilli(number(quote, "received_time"));
    token.bookTime = number(quote, "book_time");
    token.changeTime = number(quote, "change_time");
    token.checkedAt = number(quote, "checked_at");
    token.snapshotAt = number(quote, "snapshot_at");
    Jumps.parse(token, text(quote, "jumps"));
    String[] spent = text(quote, "spent_trades").split(" ", -1);
    for (int i = 0; i + 1 < spent.length; i += 2) {
      token.spentTrades.put(spent[i], Long.parseLong(spent[i + 1]));
    }
    if (token.changeTime == 0) {
      token.rememberBook(token.hash);
    }
    if (!text(quote, "gap_id").isEmpty()) {
      token.gap =
          new OpenGap(
              text(quote, "gap_id"),
              GapReason.of(text(quote, "gap_reason")),
              Instant.ofEpochMilli(number(quote, "gap_started_at")),
              text(quote, "gap_trades").equals("1"),
              text(quote, "gap_detail"),
              text(quote, "gap_needs_socket").equals("1"),
              Instant.ofEpochMilli(number(quote, "gap_opened_at")));
    }
    token.forgetHeard();
    boolean ignored = token.topChanged();
  }

  /** What the hot cache needs to hold a token as it is now. */
  static void write(TokenState token, int partition, Commands commands, long nowMillis) {
    token.bids.writeTo(commands, Keys.bids(token.tokenId));
    token.asks.writeTo(commands, Keys.asks(token.tokenId));
    token.trades.writeTo(commands, token.tokenId, nowMillis);
    var fields = new LinkedHashMap<String, String>();
    quoteFields(token, fields);
    gapFields(token.gap, fields);
    var changed = new ArrayList<String>(List.of("HSET", Keys.quote(token.tokenId)));
    fields.forEach(
        (name, value) -> {
          if (!value.equals(token.written.put(name, value))) {
            changed.add(name);
            changed.add(value);
          }
        });
    if (changed.size() > 2) {
      commands.add(changed.toArray(String[]::new));
    }
    if (changed.contains("gap_id")) {
      commands.add(token.gap == null ? "SREM" : "SADD", openGaps(partition), token.tokenId);
    }
    if (changed.contains("jumps")) {
      String command = token.jumps.isEmpty() ? "SREM" : "SADD";
      commands.add(command, Jumps.waiting(partition), token.tokenId);
    }
  }

  private static void gapFields(@Nullable OpenGap gap, Map<String, String> fields) {
    fields.put("gap_id", gap == null ? "" : gap.gapId());
    fields.put("gap_reason", gap == null ? "" : gap.reason().word());
    fields.put("gap_started_at", gap == null ? "" : millis(gap.startedAt()));
    if (gap != null) {
      fields.put("gap_opened_at", millis(gap.openedAt()));
      fields.put("gap_trades", gap.tradesToo() ? "1" : "0");
      fields.put("gap_needs_socket", gap.needsSocket() ? "1" : "0");
      fields.put("gap_detail", gap.detail());
    }
  }

  private static void quoteFields(TokenState token, Map<String, String> fields) {
    Quote quote = Metrics.quote(token);
    Level bid = quote.bestBid();
    Level ask = quote.bestAsk();
    fields.put("best_bid", plain(bid == null ? null : bid.price()));
    fields.put("best_bid_size", plain(bid == null ? null : bid.size()));
    fields.put("best_ask", plain(ask == null ? null : ask.price()));
    fields.put("best_ask_size", plain(ask == null ? null : ask.size()));
    fields.put("mid", plain(quote.mid()));
    fields.put("spread", plain(quote.spread()));
    fields.put("last_trade_price", plain(quote.lastTradePrice()));
    fields.put("last_trade_time", Long.toString(token.lastTradeTime));
    fields.put("event_time", Long.toString(token.eventTime));
    fields.put("source_time", Long.toString(token.sourceTime));
    fields.put("received_time", millis(token.receivedAt));
    fields.put("quality", token.quality.word());
    fields.put("condition_id", token.conditionId);
    fields.put("tick_size", plain(token.tickSize));
    fields.put("epoch", Integer.toString(token.epoch));
    fields.put("bid_depth", plain(quote.bidDepth()));
    fields.put("ask_depth", plain(quote.askDepth()));
    fields.put("imbalance", plain(quote.imbalance()));
    Double volatility = quote.volatility();
    fields.put("volatility", volatility == null ? "" : volatility.toString());
    fields.put("hash", token.hash);
    fields.put("hash_terms", token.proof.text());
    fields.put("has_book", token.hasBook ? "1" : "0");
    fields.put("book_time", Long.toString(token.bookTime));
    fields.put("change_time", Long.toString(token.changeTime));
    fields.put("checked_at", Long.toString(token.checkedAt));
    fields.put("snapshot_at", Long.toString(token.snapshotAt));
    fields.put("jumps", Jumps.text(token));
    fields.put(
        "spent_trades",
        token.spentTrades.entrySet().stream()
            .map(each -> each.getKey() + ' ' + each.getValue())
            .collect(Collectors.joining(" ")));
  }

  private static String plain(@Nullable BigDecimal number) {
    return number == null ? "" : number.toPlainString();
  }

  private static String millis(Instant time) {
    return Long.toString(time.toEpochMilli());
  }

  private static String text(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "");
  }

  private static long number(Map<String, String> fields, String name) {
    String text = text(fields, name);
    return text.isEmpty() ? 0 : Long.parseLong(text);
  }

  private static @Nullable BigDecimal decimal(Map<String, String> fields, String name) {
    String text = text(fields, name);
    return text.isEmpty() ? null : new BigDecimal(text);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
