package io.polytape.launcher.e2e;

import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.Response;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XReadParams;

/**
 * Watches for as long as the line runs that no token goes back in time: not in the streams that
 * lead to the tables, in the order of their entries, and not in the hot cache, looked at ten times
 * a second.
 */
final class OrderWatch implements AutoCloseable {
  private static final String HOT_CACHE = "hot cache";
  private static final int AT_ONCE = 2_000;
  private static final long PAUSE_MILLIS = 100;
  private static final int MOST_FAULTS = 20;

  /** When something of a token happened. */
  private record Moment(String token, Instant time) {
    static Moment of(Quote quote) {
      return new Moment(quote.tokenId(), quote.eventTime());
    }
  }

  private interface Reader {
    Optional<Moment> read(byte[] payload) throws UndecodableException;
  }

  private final Redis redis;
  private final Map<String, StreamEntryID> positions = new LinkedHashMap<>();
  private final Map<String, Reader> readers = new HashMap<>();
  private final Map<String, Map<String, Instant>> newest = new HashMap<>();
  private final Map<String, Long> seen = new LinkedHashMap<>();
  private final List<String> faults = new ArrayList<>();
  private final Thread thread = Thread.ofPlatform().name("order-watch").unstarted(this::watch);
  private volatile boolean over;

  OrderWatch(Redis redis, StoredChanges changes) {
    this.redis = redis;
    read(Streams.QUOTES, bytes -> Optional.of(Moment.of(LiveRowCodec.decodeQuote(bytes))));
    read(
        Streams.ORDER_BOOKS,
        bytes -> Optional.of(Moment.of(LiveRowCodec.decodeBook(bytes).quote())));
    read(
        Streams.PRICE_CHANGES,
        bytes -> {
          LevelChange row = LiveRowCodec.decodeChange(bytes);
          return Optional.of(new Moment(row.tokenId(), row.eventTime()));
        });
    read(
        Streams.LIVE_TRADES,
        bytes -> {
          LiveTrade row = LiveRowCodec.decodeTrade(bytes);
          // What came late says so, and keeps the time at which it was.
          return row.isBackfilled() || row.isStale()
              ? Optional.empty()
              : Optional.of(new Moment(row.tokenId(), row.eventTime()));
        });
    for (Streams partition : Streams.MARKET_EVENTS) {
      read(
          partition,
          bytes -> {
            changes.heard(MarketEventCodec.decode(bytes));
            return Optional.empty();
          });
    }
    thread.start();
  }

  private void read(Streams stream, Reader reader) {
    positions.put(stream.key(), new StreamEntryID("0-0"));
    readers.put(stream.key(), reader);
  }

  private void watch() {
    try {
      while (!over) {
        if (!look()) {
          TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      // Over.
    } catch (UndecodableException | RuntimeException e) {
      fault("the watch broke: " + e);
    }
  }

  /** Whether there is more to see at once. */
  private boolean look() throws UndecodableException {
    try {
      boolean more = readStreams();
      readHotCache();
      return more;
    } catch (TransientException e) {
      // Redis is being killed; what it holds when it is back must not be older.
      return false;
    }
  }

  private boolean readStreams() throws TransientException, UndecodableException {
    var from = new LinkedHashMap<byte[], StreamEntryID>();
    positions.forEach((key, id) -> from.put(Script.bytes(key), id));
    var reply =
        redis.run(
            "test", client -> client.xreadBinary(XReadParams.xReadParams().count(AT_ONCE), from));
    boolean more = false;
    if (reply != null) {
      for (var stream : reply) {
        String key = Script.text(stream.getKey());
        Reader reader = readers.get(key);
        for (var raw : stream.getValue()) {
          positions.put(key, raw.getID());
          if (reader != null) {
            reader.read(Entry.of(raw).payload()).ifPresent(moment -> saw(key, moment));
          }
        }
        more |= stream.getValue().size() >= AT_ONCE;
      }
    }
    return more;
  }

  private void readHotCache() throws TransientException {
    Set<String> tokens = redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    Map<String, String> times =
        redis.run(
            "test",
            client -> {
              var replies = new HashMap<String, Response<String>>();
              try (var pipeline = client.pipelined()) {
                for (String token : tokens) {
                  replies.put(token, pipeline.hget(Keys.quote(token), "event_time"));
                }
                pipeline.sync();
              }
              var found = new HashMap<String, String>();
              replies.forEach((token, reply) -> found.put(token, String.valueOf(reply.get())));
              return found;
            });
    times.forEach(
        (token, time) -> {
          if (!time.equals("null")) {
            saw(HOT_CACHE, new Moment(token, Instant.ofEpochMilli(Long.parseLong(time))));
          } else if (newest.getOrDefault(HOT_CACHE, Map.of()).containsKey(token)) {
            fault(HOT_CACHE + ": the quote of " + token + " is gone");
          }
        });
  }

  private void saw(String where, Moment moment) {
    synchronized (seen) {
      seen.merge(where, 1L, Long::sum);
    }
    Instant before =
        newest.computeIfAbsent(where, any -> new HashMap<>()).put(moment.token(), moment.time());
    if (before != null && moment.time().isBefore(before)) {
      fault(
          "%s: %s went back from %s to %s".formatted(where, moment.token(), before, moment.time()));
    }
  }

  private void fault(String text) {
    synchronized (faults) {
      if (faults.size() < MOST_FAULTS) {
        faults.add(Instant.now() + " " + text);
      }
    }
  }

  /** What went back; empty when nothing did. */
  List<String> faults() {
    synchronized (faults) {
      return List.copyOf(faults);
    }
  }

  /** How many times were looked at, by place. */
  Map<String, Long> seen() {
    synchronized (seen) {
      return Map.copyOf(seen);
    }
  }

  @Override
  public void close() {
    over = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
