package io.polytape.processors.alert;

import static io.polytape.common.redis.Script.bytes;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XReadParams;

/** Reads the live streams from positions of its own, without a consumer group. */
final class AlertReader {
  static final List<Streams> STREAMS = List.of(Streams.QUOTES, Streams.LIVE_TRADES, Streams.GAPS);

  private static final int AT_ONCE = 1_000;
  private static final String START = "0-0";

  private final Redis redis;
  private final Map<String, String> positions = new LinkedHashMap<>();

  /** An entry and where it comes from. */
  record Read(Streams stream, Entry entry) {}

  AlertReader(Redis redis) {
    this.redis = redis;
  }

  Map<String, String> positions() {
    return Map.copyOf(positions);
  }

  /** Begins where an earlier engine stopped; where none did, with what comes from now on. */
  void begin(Map<String, String> stored) throws TransientException {
    positions.clear();
    for (Streams stream : STREAMS) {
      String known = stored.get(stream.key());
      positions.put(stream.key(), known != null ? known : lastId(stream).toString());
    }
  }

  /** A stream that was made anew counts from below our position: it is read from its start. */
  void checkPositions() throws TransientException {
    for (Streams stream : STREAMS) {
      var position = new StreamEntryID(positions.getOrDefault(stream.key(), START));
      if (lastId(stream).compareTo(position) < 0) {
        positions.put(stream.key(), START);
      }
    }
  }

  private StreamEntryID lastId(Streams stream) throws TransientException {
    return redis.run(
        "read",
        client -> {
          try {
            return client.xinfoStream(stream.key()).getLastGeneratedId();
          } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).contains("no such key")) {
              return new StreamEntryID(START);
            }
            throw e;
          }
        });
  }

  /** The next entries of all streams; waits a little when there is none. */
  List<Read> read(Duration wait) throws TransientException {
    var from = new LinkedHashMap<byte[], StreamEntryID>();
    positions.forEach((stream, id) -> from.put(bytes(stream), new StreamEntryID(id)));
    var params = new XReadParams().count(AT_ONCE).block((int) wait.toMillis());
    var answer = redis.run("read", client -> client.xreadBinary(params, from));
    var entries = new ArrayList<Read>();
    if (answer == null) {
      return entries;
    }
    for (var each : answer) {
      String key = Script.text(each.getKey());
      Streams stream = STREAMS.stream().filter(s -> s.key().equals(key)).findFirst().orElseThrow();
      for (var entry : each.getValue()) {
        entries.add(new Read(stream, Entry.of(entry)));
        positions.put(key, entry.getID().toString());
      }
    }
    return entries;
  }

  /** The tokens that are followed live. */
  Set<String> followed() throws TransientException {
    return redis.run("read", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
  }
}
