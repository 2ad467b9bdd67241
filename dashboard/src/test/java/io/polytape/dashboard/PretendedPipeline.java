package io.polytape.dashboard;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.util.HashMap;
import java.util.Map;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadGroupParams;

/** Writes into Redis what the workers write there, in the same shape. */
public final class PretendedPipeline {
  private final Redis redis;

  public PretendedPipeline(Redis redis) {
    this.redis = redis;
  }

  /** A heartbeat as {@code RedisHeartbeat} leaves it. */
  public void beat(
      String worker,
      String instance,
      String state,
      String reason,
      long beatAt,
      Map<String, String> more)
      throws TransientException {
    var fields = new HashMap<String, String>();
    fields.put("worker", worker);
    fields.put("instance", instance);
    fields.put("host", instance.replaceAll("-\\d+$", ""));
    fields.put("pid", instance.replaceAll("^.*-", ""));
    fields.put("state", state);
    fields.put("stage", state.equals("failing") ? "http" : "");
    fields.put("reason", reason);
    fields.put("started_at", Long.toString(beatAt - 3_600_000));
    fields.put("beat_at", Long.toString(beatAt));
    fields.put("progress_at", Long.toString(beatAt));
    fields.put("moved", "1000");
    fields.putAll(more);
    redis.run(
        "test",
        client -> {
          client.hset(Keys.worker(worker, instance), fields);
          return client.zadd(Keys.WORKERS, (double) beatAt, worker + ":" + instance);
        });
  }

  public void watermark(String source, String cursor, long events, long lag, long updatedAt)
      throws TransientException {
    redis.run(
        "test",
        client ->
            client.hset(
                Keys.watermark(source),
                Map.of(
                    "cursor", cursor,
                    "epoch", "1",
                    "updated_at", Long.toString(updatedAt),
                    "events", Long.toString(events),
                    "lag_seconds", Long.toString(lag))));
  }

  public void add(Streams stream, int entries) throws TransientException {
    for (int i = 0; i < entries; i++) {
      redis.run(
          "test",
          client ->
              client.xadd(stream.key(), XAddParams.xAddParams(), Map.of("v", "1", "event", "{}")));
    }
  }

  /** Delivers entries to a consumer and acknowledges the first of them. */
  public void read(Streams stream, String group, int deliver, int acknowledge)
      throws TransientException {
    var entries =
        redis.run(
            "test",
            client ->
                client.xreadGroup(
                    group,
                    group + "-1",
                    new XReadGroupParams().count(deliver),
                    Map.of(stream.key(), StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY)));
    if (entries == null || entries.isEmpty() || acknowledge == 0) {
      return;
    }
    StreamEntryID[] ids =
        entries.getFirst().getValue().stream()
            .limit(acknowledge)
            .map(entry -> entry.getID())
            .toArray(StreamEntryID[]::new);
    redis.run("test", client -> client.xack(stream.key(), group, ids));
  }

  public void deadLetter(String reason, long at) throws TransientException {
    redis.run(
        "test",
        client ->
            client.xadd(
                Streams.DEAD_LETTERS.key(),
                XAddParams.xAddParams(),
                Map.of(
                    "stage", "trade-processor",
                    "reason", reason,
                    "stream", Streams.ORDER_EVENTS.key(),
                    "entry_id", "1-1",
                    "at", Long.toString(at),
                    "v", "1",
                    "raw", "{")));
  }

  public void park(String token, int fills, long since) throws TransientException {
    redis.run(
        "test",
        client -> {
          client.incrBy(Keys.PARKED_COUNT, fills);
          return client.zadd(Keys.PARKED_TOKENS, (double) since, token);
        });
  }
}
