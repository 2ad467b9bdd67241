package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trades of a partition that wait for REST to say more, kept in the hash {@code trades:held:{p}} by
 * the id of their entry and what they wait for, so that a successor goes on waiting.
 */
final class HeldTrades {
  private static final Logger log = LoggerFactory.getLogger(HeldTrades.class);

  private final Redis redis;
  private final String key;
  private final Map<String, Held> held = new LinkedHashMap<>();

  HeldTrades(Redis redis, int partition) {
    this.redis = redis;
    this.key = "trades:held:" + partition;
  }

  /** A trade that waits, since when, and for what. */
  static final class Held {
    final String entryId;
    final Trade trade;
    final TradeKeeper.Missing missing;
    final long since;

    /** When REST was asked last; 0 when not yet. */
    long askedAt;

    /** Whether REST lists it, but nothing that did not come by itself. */
    boolean isKnown;

    /** Name of its field. */
    String field() {
      return entryId + ' ' + missing.name();
    }

    String tokenId() {
      return trade.header().tokenId();
    }

    Held(String entryId, Trade trade, TradeKeeper.Missing missing, long since) {
      this.entryId = entryId;
      this.trade = trade;
      this.missing = missing;
      this.since = since;
    }
  }

  /** Takes what a predecessor left. */
  void load(long nowMillis) throws TransientException {
    held.clear();
    Map<byte[], byte[]> fields =
        redis.run("load-books", client -> client.hgetAll(Script.bytes(key)));
    var found = new ArrayList<Held>();
    for (var field : fields.entrySet()) {
      try {
        if (MarketEventCodec.decode(field.getValue()) instanceof Trade trade) {
          String[] name = Script.text(field.getKey()).split(" ", 2);
          found.add(new Held(name[0], trade, TradeKeeper.Missing.valueOf(name[1]), nowMillis));
        }
      } catch (UndecodableException e) {
        // It was decoded before it was put there.
        log.atError().setCause(e).addKeyValue("key", key).log("held trade cannot be read");
      }
    }
    found.sort(Comparator.comparing(each -> EntryId.parse(each.entryId)));
    found.forEach(each -> held.put(each.entryId, each));
  }

  void hold(String entryId, Trade trade, TradeKeeper.Missing missing, Step step) {
    var waiting = new Held(entryId, trade, missing, step.nowMillis);
    held.put(entryId, waiting);
    step.also(
        Script.bytes("HSET"),
        Script.bytes(key),
        Script.bytes(waiting.field()),
        MarketEventCodec.encode(trade));
  }

  void release(Held trade, Step step) {
    held.remove(trade.entryId);
    step.also("HDEL", key, trade.field());
  }

  /** Whether a trade of the token waits for the book. */
  boolean isBookAwaited(String tokenId) {
    return held.values().stream()
        .anyMatch(
            each -> each.missing == TradeKeeper.Missing.BOOK && each.tokenId().equals(tokenId));
  }

  /** Those that wait, in the order in which they came. */
  List<Held> all() {
    return new ArrayList<>(held.values());
  }

  /** One that still waits, or null. */
  @Nullable Held find(String entryId) {
    return held.get(entryId);
  }

  int size() {
    return held.size();
  }
}
