package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes batches of live events, each partition's with a number of its own, under the epoch of the
 * lease. A batch is written again until it is known to be there, and never twice. Used by one
 * thread.
 */
final class EventPublisher {
  /** Name of the lease, and of the watermark. */
  static final String SOURCE = "clob";

  private static final Script PUBLISH = Script.beside(EventPublisher.class, "publish-events.lua");

  private final Redis redis;
  private final long epoch;
  private final Map<Integer, Batch> unfinished = new TreeMap<>();
  private long @Nullable [] counts;

  /**
   * A batch on its way.
   *
   * @param heardUpTo all that was heard of the partition until then is published with it
   */
  record Batch(List<byte[]> events, Instant heardUpTo) {}

  /**
   * How it stands with a partition.
   *
   * @param lost whether Redis has forgotten batches that it had taken
   * @param length of the stream
   */
  record State(boolean lost, long length) {}

  EventPublisher(Redis redis, long epoch) {
    this.redis = redis;
    this.epoch = epoch;
  }

  /** A newer holder of the lease exists. */
  static final class FencedException extends Exception {
    private static final long serialVersionUID = 1L;

    FencedException(String epoch) {
      super("another websocket-ingester took over with epoch " + epoch);
    }
  }

  /** Whether a partition's last batch is still on its way, so that no new one may be offered. */
  boolean isBusy(int partition) {
    return unfinished.containsKey(partition);
  }

  /** Offers a batch; an empty one only moves the watermark. */
  void offer(int partition, List<MarketEvent> events, Instant heardUpTo) {
    unfinished.put(
        partition, new Batch(events.stream().map(MarketEventCodec::encode).toList(), heardUpTo));
  }

  /** Asks for the state of a partition without moving anything. */
  void probe(int partition) {
    unfinished.put(partition, new Batch(List.of(), Instant.EPOCH));
  }

  /** Puts events before those of a batch that is still on its way. */
  void prepend(int partition, List<MarketEvent> events) {
    Batch batch = unfinished.get(partition);
    if (batch != null) {
      var all = new ArrayList<byte[]>();
      events.forEach(event -> all.add(MarketEventCodec.encode(event)));
      all.addAll(batch.events());
      unfinished.put(partition, new Batch(all, batch.heardUpTo()));
    }
  }

  /**
   * Writes what was offered.
   *
   * @return how it stands with each partition that had a batch; one that has lost batches keeps its
   *     batch for the next call
   */
  Map<Integer, State> publish(long nowMillis) throws TransientException, FencedException {
    if (unfinished.isEmpty()) {
      return Map.of();
    }
    long[] before = counts();
    var keys = new ArrayList<byte[]>();
    var arguments = new ArrayList<byte[]>();
    keys.add(Script.bytes(Keys.epoch(SOURCE)));
    keys.add(Script.bytes(Keys.watermark(SOURCE)));
    arguments.add(Script.bytes(epoch));
    arguments.add(Script.bytes(nowMillis));
    unfinished.forEach(
        (partition, batch) -> {
          keys.add(Script.bytes(Keys.published(partition)));
          keys.add(Script.bytes(Partitions.stream(partition).key()));
          arguments.add(Script.bytes(partition));
          arguments.add(Script.bytes(before[partition]));
          arguments.add(Script.bytes(micros(batch.heardUpTo())));
          arguments.add(Script.bytes(batch.events().size()));
          arguments.addAll(batch.events());
        });
    List<?> reply = (List<?>) PUBLISH.run(redis, "publish", keys, arguments);
    if (Script.text(reply.get(0)).equals("FENCED")) {
      throw new FencedException(Script.text(reply.get(1)));
    }
    return read(reply, before);
  }

  private Map<Integer, State> read(List<?> reply, long[] before) {
    var states = new TreeMap<Integer, State>();
    int at = 2;
    for (int partition : List.copyOf(unfinished.keySet())) {
      boolean lost = Script.text(reply.get(at)).equals("LOST");
      before[partition] = Long.parseLong(Script.text(reply.get(at + 1)));
      states.put(partition, new State(lost, Long.parseLong(Script.text(reply.get(at + 2)))));
      if (!lost) {
        unfinished.remove(partition);
      }
      at += 3;
    }
    return states;
  }

  private long[] counts() throws TransientException {
    long[] known = counts;
    if (known == null) {
      known = new long[Partitions.COUNT];
      for (int i = 0; i < known.length; i++) {
        String key = Keys.published(i);
        String count = redis.run("publish", client -> client.get(key));
        known[i] = count == null ? 0 : Long.parseLong(count);
      }
      counts = known;
    }
    return known;
  }

  static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  static Instant ofMicros(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
