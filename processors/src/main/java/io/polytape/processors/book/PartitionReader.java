package io.polytape.processors.book;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntryBinary;

/**
 * Reads several partitions at once. The consumer has one name on every partition, whichever process
 * holds it, so that whoever takes over finds what was delivered to the one before.
 */
final class PartitionReader {
  private static final String CONSUMER = "book-processor";

  private final Redis redis;
  private final int count;

  PartitionReader(Redis redis, int count) {
    this.redis = redis;
    this.count = count;
  }

  /** Entries of a partition that were delivered before and not finished, after an id. */
  List<Entry> readPending(int partition, String afterId) throws TransientException {
    return new ConsumerGroup(
            redis, Streams.MARKET_EVENTS.get(partition), Streams.BOOK_PROCESSOR, CONSUMER)
        .readPending(afterId, count);
  }

  /**
   * New entries by the key of their stream; waits up to {@code block} for the first.
   *
   * @param block zero not to wait
   */
  Map<String, List<Entry>> readNew(Collection<String> streams, Duration block)
      throws TransientException {
    var params = new XReadGroupParams().count(count);
    if (!block.isZero()) {
      params.block((int) block.toMillis());
    }
    var from = new LinkedHashMap<byte[], StreamEntryID>();
    streams.forEach(
        stream -> from.put(Script.bytes(stream), StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    try {
      return redis.run(
          "read",
          client -> {
            var entries = new LinkedHashMap<String, List<Entry>>();
            var reply =
                client.xreadGroupBinary(
                    Script.bytes(Streams.BOOK_PROCESSOR), Script.bytes(CONSUMER), params, from);
            if (reply != null) {
              reply.forEach(
                  stream ->
                      entries.put(
                          new String(stream.getKey(), StandardCharsets.UTF_8),
                          stream.getValue().stream().map(PartitionReader::entry).toList()));
            }
            return entries;
          });
    } catch (JedisDataException e) {
      String message = String.valueOf(e.getMessage());
      if (message.startsWith("NOGROUP") || message.startsWith("UNBLOCKED")) {
        ConsumerGroup.createAll(redis);
        return Map.of();
      }
      throw e;
    }
  }

  private static Entry entry(StreamEntryBinary raw) {
    var fields = new HashMap<String, byte[]>();
    raw.getFields()
        .forEach((name, value) -> fields.put(new String(name, StandardCharsets.UTF_8), value));
    return new Entry(raw.getID().toString(), fields);
  }
}
