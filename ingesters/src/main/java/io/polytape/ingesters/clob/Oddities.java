package io.polytape.ingesters.clob;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.XAddParams;

/**
 * What cannot be handled: goes to the dead letters with its bytes, and to the page's recent errors.
 * Waits here, bounded, until Redis takes it. Safe for several threads.
 */
final class Oddities {
  private static final Logger log = LoggerFactory.getLogger(Oddities.class);
  private static final int MOST_BYTES = 256 * 1024;
  private static final int MOST_WAITING = 5_000;
  private static final int RECENT = 1_000;

  /** A flood of one unknown thing is counted on, but no longer kept. */
  private static final int KEPT_OF_A_KIND = 10_000;

  private sealed interface Note {
    record Letter(DeadLetter letter) implements Note {}

    record Problem(long at, String json) implements Note {}
  }

  private final InstantSource clock;
  private final ArrayDeque<Note> waiting = new ArrayDeque<>();
  private final Map<String, Integer> kinds = new HashMap<>();
  private long dropped;

  Oddities(InstantSource clock) {
    this.clock = clock;
  }

  /** Keeps bytes that cannot be read, with the reason, and shows that on the page. */
  void keep(String kind, String reason, String connection, String raw) {
    int before = count(kind);
    if (before >= KEPT_OF_A_KIND) {
      return;
    }
    byte[] bytes =
        (raw.length() > MOST_BYTES ? raw.substring(0, MOST_BYTES) : raw)
            .getBytes(StandardCharsets.UTF_8);
    String cut = raw.length() > MOST_BYTES ? " (cut from " + raw.length() + " characters)" : "";
    note(
        new Note.Letter(
            new DeadLetter(
                WebsocketIngesterCommand.NAME,
                reason + cut,
                EventPublisher.SOURCE,
                connection,
                clock.millis(),
                "",
                bytes)));
    error(kind, connection + ": " + reason);
  }

  /** Keeps the first of a kind only; the others are like it. */
  void keepFirst(String kind, String reason, Heard.Frame frame) {
    if (count("first " + kind) == 0) {
      keep(kind, reason, frame.link().name(), frame.text());
    }
  }

  /** Shows an error on the page and, the first of its kind, in the log. */
  void error(String kind, String detail) {
    String text = Wire.cut(detail, 500);
    if (count("log " + kind) == 0) {
      log.atWarn().addKeyValue("kind", kind).addKeyValue("detail", text).log("first of its kind");
    }
    long now = clock.millis();
    byte[] json =
        io.polytape.common.stream.JsonCodec.encode(
            out -> {
              out.writeNumberField("at", now);
              out.writeStringField("component", WebsocketIngesterCommand.NAME);
              out.writeStringField("kind", kind);
              out.writeStringField("detail", text);
            });
    note(new Note.Problem(now, new String(json, StandardCharsets.UTF_8)));
  }

  private synchronized int count(String kind) {
    if (kinds.size() > 10_000) {
      kinds.clear();
    }
    return kinds.merge(kind, 1, Integer::sum) - 1;
  }

  private synchronized void note(Note note) {
    if (waiting.size() >= MOST_WAITING) {
      dropped++;
      return;
    }
    waiting.addLast(note);
  }

  private synchronized @Nullable Note first() {
    return waiting.peekFirst();
  }

  /** Removes the first; only the one thread that writes removes. */
  private synchronized void done() {
    waiting.removeFirst();
  }

  /** Writes what waits; used by one thread. Returns how much it was. */
  int flush(Redis redis) throws TransientException {
    int written = 0;
    for (Note note = first(); note != null; note = first()) {
      write(redis, note);
      done();
      written++;
    }
    return written;
  }

  private static void write(Redis redis, Note note) throws TransientException {
    switch (note) {
      case Note.Letter(DeadLetter letter) ->
          redis.run(
              "dead-letter",
              client ->
                  client.xadd(
                      Script.bytes(Streams.DEAD_LETTERS.key()),
                      letter.fields(),
                      XAddParams.xAddParams()));
      case Note.Problem(long at, String json) ->
          redis.run(
              "errors",
              client -> {
                client.zadd(Keys.RECENT_ERRORS, (double) at, json);
                return client.zremrangeByRank(Keys.RECENT_ERRORS, 0, -RECENT - 1);
              });
    }
  }

  /** Notes for which there was no room. */
  synchronized long dropped() {
    return dropped;
  }
}
