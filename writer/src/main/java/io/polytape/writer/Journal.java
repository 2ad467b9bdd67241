package io.polytape.writer;

import static io.polytape.common.redis.Script.bytes;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The writer's steps in Redis for one stream. Each is atomic, may be repeated when its answer got
 * lost, and is refused when the slot has passed to somebody else.
 */
final class Journal {
  private static final Script BEGIN = Script.beside(Journal.class, "manifest-begin.lua");
  private static final Script FINISH = Script.beside(Journal.class, "manifest-finish.lua");
  private static final Script SET_ASIDE = Script.beside(Journal.class, "set-aside.lua");
  private static final Script ADOPT = Script.beside(Journal.class, "adopt.lua");
  private static final int ADOPTED_AT_ONCE = 1_000;

  private final Redis redis;
  private final Streams stream;

  Journal(Redis redis, Streams stream) {
    this.redis = redis;
    this.stream = stream;
  }

  /** The manifest that a slot left behind, if any. */
  Optional<Manifest> find(String slot) throws TransientException {
    byte[] key = bytes(manifestKey(slot));
    byte[] found = redis.run("manifest", client -> client.get(key));
    try {
      return found == null ? Optional.empty() : Optional.of(Manifest.decode(found));
    } catch (UndecodableException e) {
      throw new IllegalStateException("the manifest " + manifestKey(slot) + " cannot be read", e);
    }
  }

  /** Writes the manifest down; from here on the insert must happen. */
  void begin(Tenure tenure, Manifest manifest) throws TransientException, FencedException {
    Object reply =
        BEGIN.run(
            redis,
            "manifest",
            keys(tenure),
            List.of(bytes(tenure.holder()), bytes(tenure.epoch()), manifest.encode()));
    requireOk(tenure, reply);
  }

  /** Acknowledges the whole batch and removes its manifest. */
  void finish(Tenure tenure, Manifest manifest) throws TransientException, FencedException {
    List<byte[]> keys = new ArrayList<>(keys(tenure));
    keys.add(bytes(stream.key()));
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(tenure.holder()));
    arguments.add(bytes(tenure.epoch()));
    arguments.add(manifest.encode());
    arguments.add(bytes(Streams.CLICKHOUSE_WRITER));
    manifest.all().forEach(id -> arguments.add(bytes(id)));
    requireOk(tenure, FINISH.run(redis, "ack", keys, arguments));
  }

  /** Moves an entry to the dead letters, once, whoever else tries. */
  boolean setAside(DeadLetter letter) throws TransientException {
    List<byte[]> arguments = new ArrayList<>();
    arguments.add(bytes(Streams.CLICKHOUSE_WRITER));
    arguments.add(bytes(letter.entryId()));
    letter
        .fields()
        .forEach(
            (name, value) -> {
              arguments.add(name);
              arguments.add(value);
            });
    Object reply =
        SET_ASIDE.run(
            redis,
            "dead-letter",
            List.of(bytes(stream.key()), bytes(Streams.DEAD_LETTERS.key())),
            arguments);
    return (Long) reply == 1;
  }

  /**
   * Takes over entries of a slot that we hold beside our own.
   *
   * @return how many; 0 when nothing is left
   */
  long adopt(Tenure from, String to) throws TransientException, FencedException {
    List<byte[]> keys = new ArrayList<>(keys(from));
    keys.add(bytes(stream.key()));
    Object reply =
        ADOPT.run(
            redis,
            "adopt",
            keys,
            List.of(
                bytes(from.holder()),
                bytes(from.epoch()),
                bytes(Streams.CLICKHOUSE_WRITER),
                bytes(from.slot()),
                bytes(to),
                bytes(ADOPTED_AT_ONCE)));
    long count = (Long) reply;
    if (count < 0) {
      throw new FencedException("slot " + from.slot() + " went to another process");
    }
    return count;
  }

  private List<byte[]> keys(Tenure tenure) {
    return List.of(
        bytes(Keys.lease(tenure.slot())),
        bytes(Keys.epoch(tenure.slot())),
        bytes(manifestKey(tenure.slot())));
  }

  /** Where the manifest of the batch under way lies. */
  private String manifestKey(String slot) {
    return Keys.batch(slot + ":" + stream.key());
  }

  private static void requireOk(Tenure tenure, Object reply) throws FencedException {
    String answer = Script.text(reply);
    if (!answer.equals("OK")) {
      throw new FencedException("slot " + tenure.slot() + " is no longer ours: " + answer);
    }
  }
}
