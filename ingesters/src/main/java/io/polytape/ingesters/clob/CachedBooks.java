package io.polytape.ingesters.clob;

import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.Quality;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Response;

/** Compares whole books with those in the hot cache. */
final class CachedBooks {
  /** What a comparison shows. */
  enum Verdict {
    SAME,
    DIFFERENT,
    /** The cache holds no book of that very moment, or one that is known to be in doubt. */
    NOT_COMPARABLE
  }

  private final Redis redis;

  CachedBooks(Redis redis) {
    this.redis = redis;
  }

  private record Cached(
      Response<List<String>> before,
      Response<List<String>> bids,
      Response<List<String>> asks,
      Response<List<String>> after) {}

  Map<String, Verdict> compare(List<Book> books) throws TransientException {
    if (books.isEmpty()) {
      return Map.of();
    }
    return redis.run(
        "audit",
        client -> {
          try (var pipeline = client.pipelined()) {
            var cached = new ArrayList<Cached>(books.size());
            for (Book book : books) {
              String token = book.header().tokenId();
              String[] fields = {"source_time", "hash", "quality"};
              cached.add(
                  new Cached(
                      pipeline.hmget(Keys.quote(token), fields),
                      pipeline.zrange(Keys.bids(token), 0, -1),
                      pipeline.zrange(Keys.asks(token), 0, -1),
                      // The same before and after: nothing was written in between.
                      pipeline.hmget(Keys.quote(token), fields)));
            }
            pipeline.sync();
            Map<String, Verdict> verdicts = HashMap.newHashMap(books.size());
            for (int i = 0; i < books.size(); i++) {
              verdicts.put(books.get(i).header().tokenId(), verdict(books.get(i), cached.get(i)));
            }
            return verdicts;
          }
        });
  }

  private static Verdict verdict(Book book, Cached cached) {
    List<String> quote = cached.before().get();
    String time = quote.get(0);
    if (time == null
        || !quote.equals(cached.after().get())
        || !time.equals(Long.toString(book.header().sourceTime()))
        || Quality.GAP.word().equals(quote.get(2))) {
      return Verdict.NOT_COMPARABLE;
    }
    return levels(book.bids()).equals(parsed(cached.bids().get()))
            && levels(book.asks()).equals(parsed(cached.asks().get()))
        ? Verdict.SAME
        : Verdict.DIFFERENT;
  }

  private static Set<String> levels(List<Level> levels) {
    Set<String> texts = HashSet.newHashSet(levels.size());
    levels.forEach(level -> texts.add(level.text()));
    return texts;
  }

  private static Set<String> parsed(List<String> members) {
    Set<String> texts = HashSet.newHashSet(members.size());
    for (String member : members) {
      texts.add(Level.parse(member).text());
    }
    return texts;
  }
}
