package io.polytape.launcher.e2e;

import io.polytape.common.live.Level;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.simulator.clob.BookLedger;
import io.polytape.simulator.clob.TrueBook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Response;

/** Compares the hot cache with the books as they really are. */
final class HotBooks {
  private final Redis redis;
  private final BookLedger ledger;

  HotBooks(Redis redis, BookLedger ledger) {
    this.redis = redis;
    this.ledger = ledger;
  }

  /** Tokens that are to be followed. */
  Set<String> followed() throws TransientException {
    return redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
  }

  private record Cached(
      Response<List<String>> bids,
      Response<List<String>> asks,
      Response<Map<String, String>> quote) {}

  /**
   * What differs, by token; only right while the books stand still. Quality must be one that says
   * that the book is whole.
   */
  Map<String, String> differences(Set<String> tokens) throws TransientException {
    Map<String, TrueBook> truth = ledger.books();
    var ordered = List.copyOf(tokens);
    List<Cached> cached =
        redis.run(
            "test",
            client -> {
              try (var pipeline = client.pipelined()) {
                var answers = new ArrayList<Cached>();
                for (String token : ordered) {
                  answers.add(
                      new Cached(
                          pipeline.zrange(Keys.bids(token), 0, -1),
                          pipeline.zrange(Keys.asks(token), 0, -1),
                          pipeline.hgetAll(Keys.quote(token))));
                }
                pipeline.sync();
                return answers;
              }
            });
    var differences = new LinkedHashMap<String, String>();
    for (int i = 0; i < ordered.size(); i++) {
      TrueBook book = truth.get(ordered.get(i));
      if (book != null) {
        String difference = difference(book, cached.get(i));
        if (!difference.isEmpty()) {
          differences.put(ordered.get(i), difference);
        }
      }
    }
    return differences;
  }

  private static String difference(TrueBook book, Cached cached) {
    List<String> bids = texts(book.bids().reversed());
    List<String> asks = texts(book.asks());
    if (!cached.bids().get().equals(bids)) {
      return "bids: want " + bids + " have " + cached.bids().get() + " " + cached.quote().get();
    }
    if (!cached.asks().get().equals(asks)) {
      return "asks: want " + asks + " have " + cached.asks().get() + " " + cached.quote().get();
    }
    Map<String, String> quote = cached.quote().get();
    String bestBid = bids.isEmpty() ? "" : price(bids.getLast());
    String bestAsk = asks.isEmpty() ? "" : price(asks.getFirst());
    if (!bestBid.equals(quote.get("best_bid")) || !bestAsk.equals(quote.get("best_ask"))) {
      return "quote: want " + bestBid + " / " + bestAsk + " have " + quote;
    }
    return "gap".equals(quote.get("quality")) ? "still a gap: " + quote : "";
  }

  private static String price(String level) {
    return level.substring(0, level.indexOf(':'));
  }

  /** In the order of the sorted set: by price. */
  private static List<String> texts(List<Level> levels) {
    return levels.stream().sorted(Comparator.comparing(Level::price)).map(Level::text).toList();
  }
}
