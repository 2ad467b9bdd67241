package io.polytape.processors.deadletters;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The dead letters in Redis. */
final class DeadLetterStore {
  private static final Script REPLAY =
      Script.beside(DeadLetterStore.class, "replay-dead-letter.lua");
  private static final String STAGE = "dead-letters";
  private static final byte[] STREAM = Script.bytes(Streams.DEAD_LETTERS.key());
  private static final int PAGE = 500;

  private final Redis redis;

  DeadLetterStore(Redis redis) {
    this.redis = redis;
  }

  /** How replaying one dead letter ended. */
  enum Replay {
    REPLAYED,
    /** There is none of that id; somebody may have replayed or dropped it meanwhile. */
    GONE,
    /** It never was in a stream, so there is none to put it back onto. */
    NO_STREAM
  }

  long size() throws TransientException {
    return redis.run(STAGE, client -> client.xlen(STREAM));
  }

  /** The newest dead letters that match, newest first. */
  List<Letter> newest(Predicate<Letter> matches, int limit) throws TransientException {
    return walk(matches, limit, letter -> letter);
  }

  /** The ids of all that match, oldest first; without their bytes, for there may be many. */
  List<String> ids(Predicate<Letter> matches) throws TransientException {
    return walk(matches, Integer.MAX_VALUE, Letter::id).reversed();
  }

  private <T> List<T> walk(Predicate<Letter> matches, int limit, Function<Letter, T> keep)
      throws TransientException {
    var found = new ArrayList<T>();
    String end = "+";
    while (found.size() < limit) {
      byte[] from = Script.bytes(end);
      List<Entry> page =
          redis.run(
              STAGE,
              client -> Entry.decode(client.xrevrange(STREAM, from, Script.bytes("-"), PAGE)));
      for (Entry entry : page) {
        Letter letter = Letter.of(entry);
        if (found.size() < limit && matches.test(letter)) {
          found.add(keep.apply(letter));
        }
      }
      if (page.size() < PAGE) {
        break;
      }
      end = "(" + page.getLast().id();
    }
    return found;
  }

  /** The dead letter of an id. */
  Optional<Letter> find(String id) throws TransientException {
    byte[] at = Script.bytes(id);
    return redis.run(STAGE, client -> Entry.decode(client.xrange(STREAM, at, at))).stream()
        .map(Letter::of)
        .findFirst();
  }

  /** Puts the original bytes back onto the stream they came from and removes the dead letter. */
  Replay replay(Letter letter) throws TransientException {
    Optional<Streams> target =
        Streams.all().stream()
            .filter(stream -> !stream.equals(Streams.DEAD_LETTERS))
            .filter(stream -> stream.key().equals(letter.content().stream()))
            .findFirst();
    if (target.isEmpty()) {
      return Replay.NO_STREAM;
    }
    String version = letter.content().version();
    Object moved =
        REPLAY.run(
            redis,
            STAGE,
            List.of(STREAM, Script.bytes(target.get().key())),
            List.of(
                Script.bytes(letter.id()),
                Script.bytes(version.isEmpty() ? Streams.CURRENT_VERSION : version),
                letter.content().raw()));
    return (Long) moved == 1 ? Replay.REPLAYED : Replay.GONE;
  }

  /** Removes a dead letter for good; whether it was there. */
  boolean drop(String id) throws TransientException {
    return redis.run(STAGE, client -> client.xdel(STREAM, id.getBytes(StandardCharsets.UTF_8)))
        == 1;
  }

  /** Whether a text has the form of an entry id. */
  static boolean isId(String text) {
    return text.matches("\\d{1,20}-\\d{1,20}");
  }
}
