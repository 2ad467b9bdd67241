package io.polytape.launcher.tap;

import static io.polytape.common.redis.Script.bytes;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XReadParams;

/** Reads the streams of a stage without a group, so that nobody notices. */
final class Tap {
  private static final int AT_ONCE = 200;
  private static final String START = "0-0";

  private final Redis redis;
  private final Stage stage;
  private final Map<String, String> positions = new LinkedHashMap<>();

  Tap(Redis redis, Stage stage, boolean fromStart) throws TransientException {
    this.redis = redis;
    this.stage = stage;
    for (Streams stream : stage.streams()) {
      positions.put(stream.key(), fromStart ? START : last(stream));
    }
  }

  private String last(Streams stream) throws TransientException {
    return redis.run(
        "tap",
        client -> {
          try {
            return client.xinfoStream(stream.key()).getLastGeneratedId().toString();
          } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).contains("no such key")) {
              return START;
            }
            throw e;
          }
        });
  }

  /** What came since the last call; waits up to {@code wait} for the first. */
  List<Event> next(Duration wait) throws TransientException {
    var from = new LinkedHashMap<byte[], StreamEntryID>();
    positions.forEach((stream, id) -> from.put(bytes(stream), new StreamEntryID(id)));
    var params = new XReadParams().count(AT_ONCE).block((int) wait.toMillis());
    var answer = redis.run("tap", client -> client.xreadBinary(params, from));
    var events = new ArrayList<Event>();
    if (answer != null) {
      for (var each : answer) {
        String stream = Script.text(each.getKey());
        for (var entry : each.getValue()) {
          events.add(Event.of(stage, stream, Entry.of(entry)));
          positions.put(stream, entry.getID().toString());
        }
      }
    }
    return events;
  }
}
