package io.polytape.processors.book;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.exceptions.JedisDataException;

/** The atomic step of a partition, and where the partition stands. */
final class PartitionCommit {
  private static final Script COMMIT = Script.beside(PartitionCommit.class, "commit-book.lua");
  private static final List<Streams> OUTPUTS =
      List.of(
          Streams.QUOTES,
          Streams.ORDER_BOOKS,
          Streams.PRICE_CHANGES,
          Streams.LIVE_TRADES,
          Streams.GAPS,
          Streams.DEAD_LETTERS);

  private final Redis redis;
  private final List<byte[]> keys = new ArrayList<>();
  private final String committed;
  private final String stream;

  PartitionCommit(Redis redis, int partition) {
    this.redis = redis;
    this.committed = Keys.committed(partition);
    this.stream = Streams.MARKET_EVENTS.get(partition).key();
    keys.add(Script.bytes(Keys.epoch(leaseName(partition))));
    keys.add(Script.bytes(committed));
    keys.add(Script.bytes(stream));
    OUTPUTS.forEach(stream -> keys.add(Script.bytes(stream.key())));
  }

  /** Streams that a commit adds to. */
  static List<Streams> outputs() {
    return OUTPUTS;
  }

  static String leaseName(int partition) {
    return "book-" + partition;
  }

  /** What became of a commit. */
  enum Outcome {
    DONE,
    /** The partition belongs to somebody else by now. */
    FENCED,
    /** The number of commits is not what it should be. */
    MOVED
  }

  /**
   * Where a partition stands.
   *
   * @param batches how many commits there were
   * @param lastEntry the last entry that was handled; {@code 0-0} when there was none
   */
  record Standing(long batches, String lastEntry) {}

  Standing standing() throws TransientException {
    Map<String, String> fields = redis.run("load-books", client -> client.hgetAll(committed));
    return new Standing(
        Long.parseLong(fields.getOrDefault("batches", "0")),
        fields.getOrDefault("last_entry", "0-0"));
  }

  /** How many entries were delivered and are not acknowledged. */
  long pending() throws TransientException {
    return redis.run(
        "read",
        client -> {
          try {
            return client.xpending(stream, Streams.BOOK_PROCESSOR).getTotal();
          } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
              return 0L; // the next reading makes it anew
            }
            throw e;
          }
        });
  }

  /**
   * What a commit is to do.
   *
   * @param lastEntry of the batch; empty when it has no entries
   */
  Script.Call call(long epoch, long batches, String lastEntry, Commands commands) {
    var arguments = new ArrayList<byte[]>();
    arguments.add(Script.bytes(epoch));
    arguments.add(Script.bytes(batches));
    arguments.add(Script.bytes(lastEntry));
    commands.writeTo(arguments);
    return new Script.Call(keys, arguments);
  }

  /** Does several, each for itself, in one round trip. */
  static List<Outcome> commit(Redis redis, List<Script.Call> calls) throws TransientException {
    return COMMIT.runAll(redis, "commit", calls).stream()
        .map(reply -> Outcome.valueOf(Script.text(((List<?>) reply).get(0))))
        .toList();
  }
}
