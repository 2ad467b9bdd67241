package io.polytape.dashboard.live;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.Response;

/** Reads quotes and books as the book processor keeps them. */
public final class HotCache {
  private static final Script BOOK = Script.beside(HotCache.class, "book.lua");

  /** Field of a quote: 0 while the token has had no whole book. */
  static final String HAS_BOOK = "has_book";

  private static final int MOST_LEVELS = 2_000;
  private static final List<String> WINDOWS = List.of("1m", "1h", "24h");

  private final Redis redis;

  public HotCache(Redis redis) {
    this.redis = redis;
  }

  /** Quote, windows and whole ladders, all of one moment; empty when the token has no book. */
  public Optional<BookView> book(String tokenId) throws TransientException {
    return read(tokenId, MOST_LEVELS);
  }

  /** Quote and windows, without the ladders. */
  public Optional<BookView> quote(String tokenId) throws TransientException {
    return read(tokenId, 0);
  }

  private Optional<BookView> read(String tokenId, int levels) throws TransientException {
    var reply =
        (List<?>)
            BOOK.run(
                redis,
                "book",
                List.of(
                    Script.bytes(Keys.quote(tokenId)),
                    Script.bytes(Keys.vwap(tokenId)),
                    Script.bytes(Keys.bids(tokenId)),
                    Script.bytes(Keys.asks(tokenId))),
                List.of(Script.bytes(levels)));
    var flat = (List<?>) reply.get(0);
    if (flat.isEmpty()) {
      return Optional.empty();
    }
    var fields = new HashMap<String, String>();
    for (int i = 0; i + 1 < flat.size(); i += 2) {
      fields.put(Script.text(flat.get(i)), Script.text(flat.get(i + 1)));
    }
    if (levels > 0 && fields.getOrDefault(HAS_BOOK, "").equals("0")) {
      return Optional.empty();
    }
    return Optional.of(
        new BookView(
            QuoteView.of(tokenId, fields),
            ladder((List<?>) reply.get(2)),
            ladder((List<?>) reply.get(3)),
            windows((List<?>) reply.get(1))));
  }

  private static List<List<String>> ladder(List<?> members) {
    var levels = new ArrayList<List<String>>(members.size());
    for (Object member : members) {
      String text = Script.text(member);
      int colon = text.indexOf(':');
      if (colon > 0) {
        levels.add(List.of(text.substring(0, colon), text.substring(colon + 1)));
      }
    }
    return levels;
  }

  private static Map<String, BookView.Window> windows(List<?> values) {
    var windows = new LinkedHashMap<String, BookView.Window>();
    for (int i = 0; i < WINDOWS.size(); i++) {
      var fields = new HashMap<String, String>();
      for (int j = 0; j < 3; j++) {
        Object value = values.get(3 * i + j);
        fields.put(Integer.toString(j), value == null ? "" : Script.text(value));
      }
      windows.put(
          WINDOWS.get(i),
          new BookView.Window(
              QuoteView.text(fields, "0"),
              QuoteView.text(fields, "1"),
              QuoteView.text(fields, "2")));
    }
    return windows;
  }

  /** The quotes of many tokens, in their order; those without one are left out. */
  public List<QuoteView> quotes(Collection<String> tokenIds) throws TransientException {
    var found = new ArrayList<QuoteView>();
    hashes("quotes", tokenIds.stream().map(Keys::quote).toList())
        .forEach(
            (key, fields) -> {
              if (!fields.isEmpty()) {
                found.add(QuoteView.of(key.substring(Keys.quote("").length()), fields));
              }
            });
    return found;
  }

  private Map<String, Map<String, String>> hashes(String stage, List<String> keys)
      throws TransientException {
    return redis.run(
        stage,
        client -> {
          var replies = new LinkedHashMap<String, Response<Map<String, String>>>();
          try (var pipeline = client.pipelined()) {
            keys.forEach(key -> replies.put(key, pipeline.hgetAll(key)));
            pipeline.sync();
          }
          var found = new LinkedHashMap<String, Map<String, String>>();
          replies.forEach((key, reply) -> found.put(key, reply.get()));
          return found;
        });
  }
}
