package io.polytape.ingesters.clob;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.simulator.clob.TrueBook;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * The least that can be done with live events: books by applying them, fetched by REST when a gap
 * says that they are in doubt, and the hot cache that the audit looks at.
 */
final class Follower {
  /** A token's book and what is known of it. */
  static final class Kept {
    private final Map<BookSide, TreeMap<BigDecimal, BigDecimal>> sides =
        Map.of(BookSide.BID, new TreeMap<>(), BookSide.ASK, new TreeMap<>());
    private long sourceTime;
    private boolean isInDoubt = true;

    Set<String> levels(BookSide side) {
      return Objects.requireNonNull(sides.get(side)).entrySet().stream()
          .map(each -> new Level(each.getKey(), each.getValue()).text())
          .collect(Collectors.toSet());
    }

    private void replace(Book book) {
      sides.values().forEach(TreeMap::clear);
      book.bids().forEach(level -> put(BookSide.BID, level));
      book.asks().forEach(level -> put(BookSide.ASK, level));
      sourceTime = book.header().sourceTime();
      isInDoubt = false;
    }

    private void put(BookSide side, Level level) {
      var levels = Objects.requireNonNull(sides.get(side));
      if (level.size().signum() == 0) {
        levels.remove(level.price());
      } else {
        levels.put(level.price(), level.size());
      }
    }
  }

  private record Hole(Instant from, Instant until) {}

  private final Redis redis;
  private final BooksClient rest;
  private final Map<String, StreamEntryID> positions = new HashMap<>();
  private final Map<String, Kept> books = new HashMap<>();
  private final Map<String, List<Hole>> holes = new HashMap<>();
  private final Set<String> trades = new HashSet<>();
  private int doubled;

  Follower(Redis redis, BooksClient rest) {
    this.redis = redis;
    this.rest = rest;
    for (int p = 0; p < Partitions.COUNT; p++) {
      positions.put(Partitions.stream(p).key(), new StreamEntryID(0, 0));
    }
  }

  /** Applies everything that there is by now. */
  void catchUp() throws Exception {
    List<Map.Entry<String, List<StreamEntry>>> read;
    Set<String> touched = new HashSet<>();
    do {
      read =
          redis.run(
              "test", client -> client.xread(XReadParams.xReadParams().count(2_000), positions));
      if (read == null) {
        break;
      }
      for (Map.Entry<String, List<StreamEntry>> stream : read) {
        for (StreamEntry entry : stream.getValue()) {
          positions.put(stream.getKey(), entry.getID());
          MarketEvent event =
              MarketEventCodec.decode(
                  Objects.requireNonNull(entry.getFields().get("event"))
                      .getBytes(StandardCharsets.UTF_8));
          apply(event);
          touched.add(event.header().tokenId());
        }
      }
    } while (!read.isEmpty());
    resync(touched);
    cache(touched);
  }

  private void apply(MarketEvent event) {
    Header header = event.header();
    Kept kept = books.computeIfAbsent(header.tokenId(), ignored -> new Kept());
    switch (event) {
      case Book book -> kept.replace(book);
      case PriceChange change -> {
        for (Change each : change.changes()) {
          kept.put(each.side(), each.level());
        }
        // As the book processor does: a change from the past puts the book in doubt.
        kept.isInDoubt |= header.sourceTime() < kept.sourceTime;
        kept.sourceTime = Math.max(kept.sourceTime, header.sourceTime());
      }
      case Trade trade -> {
        if (!trades.add(identity(trade))) {
          doubled++;
        }
      }
      case Gap gap -> {
        kept.isInDoubt = true;
        holes
            .computeIfAbsent(header.tokenId(), ignored -> new ArrayList<>())
            .add(new Hole(gap.from(), header.receivedAt()));
      }
      case MarketEvent.TickSize tick -> kept.isInDoubt = true;
      default -> {}
    }
  }

  private static String identity(Trade trade) {
    return String.join(
        " ",
        trade.transactionHash(),
        trade.header().tokenId(),
        String.valueOf(trade.side()),
        trade.price().stripTrailingZeros().toPlainString(),
        Integer.toString(trade.occurrence()));
  }

  private void resync(Set<String> touched) throws Exception {
    List<String> inDoubt =
        books.entrySet().stream()
            .filter(each -> each.getValue().isInDoubt)
            .map(Map.Entry::getKey)
            .limit(Auditor.MOST_AT_ONCE)
            .toList();
    if (!inDoubt.isEmpty()) {
      rest.books(inDoubt)
          .forEach(
              (token, book) -> {
                Kept kept = Objects.requireNonNull(books.get(token));
                if (book.header().sourceTime() >= kept.sourceTime) {
                  kept.replace(book);
                  touched.add(token);
                }
              });
    }
  }

  private void cache(Set<String> touched) throws Exception {
    redis.run(
        "test",
        client -> {
          try (var transaction = client.multi()) {
            for (String token : touched) {
              Kept kept = Objects.requireNonNull(books.get(token));
              transaction.del(Keys.bids(token), Keys.asks(token));
              for (BookSide side : BookSide.values()) {
                String key = side == BookSide.BID ? Keys.bids(token) : Keys.asks(token);
                kept.levels(side)
                    .forEach(
                        level ->
                            transaction.zadd(key, Level.parse(level).price().doubleValue(), level));
              }
              transaction.hset(
                  Keys.quote(token),
                  Map.of(
                      "source_time",
                      Long.toString(kept.sourceTime),
                      "hash",
                      "",
                      "quality",
                      kept.isInDoubt ? "gap" : "unverified"));
            }
            return transaction.exec();
          }
        });
  }

  /** What is wrong with a token's book; null when it is the true one. */
  @Nullable String wrong(TrueBook truth) {
    Kept kept = books.get(truth.tokenId());
    if (kept == null) {
      return truth.tokenId() + " has no book";
    }
    boolean isSame =
        kept.levels(BookSide.BID).equals(texts(truth.bids().stream()))
            && kept.levels(BookSide.ASK).equals(texts(truth.asks().stream()));
    return isSame ? null : truth.tokenId() + (kept.isInDoubt ? " is in doubt" : " is wrong");
  }

  private static Set<String> texts(Stream<Level> levels) {
    return levels.map(Level::text).collect(Collectors.toSet());
  }

  /** Whether a trade was heard, by all that tells it from others but its size. */
  boolean heard(String identity) {
    return trades.contains(identity);
  }

  /** Whether a gap of the token covers a time. */
  boolean covers(String token, Instant time) {
    return holes.getOrDefault(token, List.of()).stream()
        .anyMatch(
            hole -> !time.isBefore(hole.from().minusMillis(5)) && !time.isAfter(hole.until()));
  }

  String holes() {
    return holes.toString();
  }

  int doubled() {
    return doubled;
  }
}
