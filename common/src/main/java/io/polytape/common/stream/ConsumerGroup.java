package io.polytape.common.stream;

import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;

/**
 * One consumer of one group of one stream. A group that is missing, because it is new or because
 * somebody removed it, is made at the start of the stream: entries may then come again, which every
 * reader of ours bears, and none is skipped.
 */
public final class ConsumerGroup {
  private static final Logger log = LoggerFactory.getLogger(ConsumerGroup.class);

  private final Redis redis;
  private final String stream;
  private final String group;
  private final String consumer;

  public ConsumerGroup(Redis redis, Streams stream, String group, String consumer) {
    this.redis = redis;
    this.stream = stream.key();
    this.group = group;
    this.consumer = consumer;
  }

  /**
   * What a claim brought.
   *
   * @param entries now pending for this consumer
   * @param deleted ids that were pending but are no longer in the stream: lost, to be reported
   */
  public record Claimed(List<Entry> entries, List<String> deleted) {}

  public String stream() {
    return stream;
  }

  public String group() {
    return group;
  }

  public String consumer() {
    return consumer;
  }

  /** Makes every group of every stream, so that nothing published from now on can be trimmed. */
  public static void createAll(Redis redis) throws TransientException {
    for (Streams stream : Streams.all()) {
      for (String group : stream.groups()) {
        create(redis, stream.key(), group);
      }
    }
  }

  private static void create(Redis redis, String stream, String group) throws TransientException {
    redis.run(
        "create-group",
        client -> {
          try {
            return client.xgroupCreate(stream, group, new StreamEntryID("0-0"), true);
          } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) {
              return "OK";
            }
            throw e;
          }
        });
  }

  /**
   * Entries delivered to this consumer and not acknowledged, after an id ({@code "0-0"} at first).
   */
  public List<Entry> readPending(String afterId, int count) throws TransientException {
    return read(new StreamEntryID(afterId), new XReadGroupParams().count(count));
  }

  /** Entries that no consumer of the group has seen; waits up to {@code block} for the first. */
  public List<Entry> readNew(int count, Duration block) throws TransientException {
    var params = new XReadGroupParams().count(count);
    if (!block.isZero()) {
      params.block((int) Math.min(block.toMillis(), 20_000));
    }
    return read(StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY, params);
  }

  private List<Entry> read(StreamEntryID from, XReadGroupParams params) throws TransientException {
    try {
      return redis.run(
          "read",
          client -> {
            var streams =
                client.xreadGroupBinary(
                    bytes(group), bytes(consumer), params, Map.of(bytes(stream), from));
            return streams == null || streams.isEmpty()
                ? List.<Entry>of()
                : streams.getFirst().getValue().stream().map(Entry::of).toList();
          });
    } catch (JedisDataException e) {
      if (!isGone(e)) {
        throw e;
      }
      log.atWarn()
          .addKeyValue("stream", stream)
          .addKeyValue("group", group)
          .log("consumer group was gone and is made again from the start of the stream");
      create(redis, stream, group);
      return List.of();
    }
  }

  /**
   * Takes over entries that have been pending for longer than {@code idle}, whoever held them.
   *
   * @param from consumer to take from, or empty for any
   */
  public Claimed claim(String from, Duration idle, int count) throws TransientException {
    try {
      return claimPending(from, idle, count);
    } catch (JedisDataException e) {
      if (isGone(e)) {
        return new Claimed(List.of(), List.of());
      }
      throw e;
    }
  }

  private Claimed claimPending(String from, Duration idle, int count) throws TransientException {
    var params = new XPendingParams("-", "+", count).idle(idle.toMillis());
    if (!from.isEmpty()) {
      params.consumer(from);
    }
    List<String> ids =
        redis.run(
            "claim",
            client ->
                client.xpending(stream, group, params).stream()
                    .filter(pending -> !pending.getConsumerName().equals(consumer))
                    .map(pending -> pending.getID().toString())
                    .toList());
    if (ids.isEmpty()) {
      return new Claimed(List.of(), List.of());
    }
    byte[][] raw = ids.stream().map(ConsumerGroup::bytes).toArray(byte[][]::new);
    List<Entry> entries =
        redis.run(
            "claim",
            client ->
                Entry.decode(
                    client.xclaim(
                        bytes(stream),
                        bytes(group),
                        bytes(consumer),
                        idle.toMillis(),
                        new XClaimParams(),
                        raw)));
    return new Claimed(entries, deletedAmong(ids, entries));
  }

  /**
   * Of the ids asked for and not got, those that are no longer in the stream; acknowledges them.
   */
  private List<String> deletedAmong(List<String> ids, List<Entry> entries)
      throws TransientException {
    var got = new HashSet<String>();
    entries.forEach(entry -> got.add(entry.id()));
    var deleted = new ArrayList<String>();
    for (String id : ids) {
      if (!got.contains(id) && readById(id).isEmpty()) {
        deleted.add(id);
      }
    }
    if (!deleted.isEmpty()) {
      acknowledge(deleted);
    }
    return deleted;
  }

  private List<Entry> readById(String id) throws TransientException {
    return redis.run(
        "read", client -> Entry.decode(client.xrange(bytes(stream), bytes(id), bytes(id))));
  }

  /** The entries of the stream from one id to another, both included, at most {@code count}. */
  public List<Entry> range(String first, String last, int count) throws TransientException {
    return redis.run(
        "read",
        client -> Entry.decode(client.xrange(bytes(stream), bytes(first), bytes(last), count)));
  }

  /** Says that entries are done; how many of them were still pending. */
  public long acknowledge(List<String> ids) throws TransientException {
    if (ids.isEmpty()) {
      return 0;
    }
    byte[][] raw = ids.stream().map(ConsumerGroup::bytes).toArray(byte[][]::new);
    return redis.run("ack", client -> client.xack(bytes(stream), bytes(group), raw));
  }

  /** The consumers of the group that hold pending entries; none when the group is gone. */
  public List<String> consumersWithPending() throws TransientException {
    try {
      return redis.run(
          "claim",
          client ->
              client.xinfoConsumers2(stream, group).stream()
                  .filter(info -> info.getPending() > 0)
                  .map(info -> info.getName())
                  .toList());
    } catch (JedisDataException e) {
      if (isGone(e)) {
        return List.of();
      }
      throw e;
    }
  }

  /** Whether group or stream is missing; the next read makes them again. */
  private static boolean isGone(JedisDataException e) {
    String message = String.valueOf(e.getMessage());
    return message.startsWith("NOGROUP")
        || message.startsWith("UNBLOCKED")
        || message.startsWith("ERR no such key");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
