package io.polytape.ingesters.goldsky;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.PagePublisher;
import io.polytape.common.stream.PagePublisher.Item;
import io.polytape.common.stream.PagePublisher.Outcome;
import io.polytape.common.stream.PagePublisher.Page;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.params.XAddParams;

/** Turns rows into entries and publishes them with the cursor; what cannot be read is set aside. */
final class FillPublisher {
  private static final int REMEMBERED_LETTERS = 10_000;

  private final Redis redis;
  private final FillDecoder decoder;
  private final PagePublisher publisher;
  private final long keepSeconds;
  private final Map<String, Boolean> setAside =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > REMEMBERED_LETTERS;
        }
      };

  /**
   * @param keep how long before the newest fill ids are remembered
   */
  FillPublisher(Redis redis, FillDecoder decoder, Duration keep) {
    this.redis = redis;
    this.decoder = decoder;
    this.publisher = new PagePublisher(redis, FillDecoder.SOURCE, Streams.ORDER_EVENTS);
    this.keepSeconds = keep.toSeconds();
  }

  /**
   * Publishes rows and moves the cursor.
   *
   * @param following whether this is the tail: its ids are remembered, since it is read again
   * @param newest time of the newest fill known, seconds
   */
  Outcome publish(
      long epoch,
      FillCursor from,
      String expected,
      FillCursor to,
      List<FillRow> rows,
      boolean following,
      long newest,
      Instant now)
      throws TransientException {
    var items = new ArrayList<Item>(rows.size());
    for (FillRow row : rows) {
      switch (row) {
        case FillRow.Damaged damaged -> setAside(damaged, damaged.reason(), now);
        case FillRow.Whole whole -> {
          try {
            var fill = decoder.decode(whole, following, now);
            items.add(new Item(row.id(), row.timestamp(), OrderFilledCodec.encode(fill)));
          } catch (UndecodableException e) {
            setAside(row, String.valueOf(e.getMessage()), now);
          }
        }
      }
    }
    long lag = newest <= 0 ? -1 : Math.max(0, now.getEpochSecond() - newest);
    return publisher.publish(
        epoch,
        new Page(
            expected,
            to.later(from).toString(),
            items,
            lag,
            following,
            // Ids are either remembered without a hole or not at all.
            following ? Math.max(0, newest - keepSeconds) : Long.MAX_VALUE),
        now.toEpochMilli());
  }

  /** Puts a row into the dead letters, once while this process lives. */
  void setAside(FillRow row, String reason, Instant now) throws TransientException {
    byte[] raw = FillDecoder.json(row);
    String key = row.id().isEmpty() ? new String(raw, StandardCharsets.UTF_8) : row.id();
    if (setAside.putIfAbsent(key, true) != null) {
      return;
    }
    var letter =
        new DeadLetter(
            "goldsky-ingester",
            GoldskyClient.shortened(reason),
            FillDecoder.SOURCE,
            row.id(),
            now.toEpochMilli(),
            "",
            raw);
    try {
      redis.run(
          "dead-letter",
          client ->
              client.xadd(
                  Script.bytes(Streams.DEAD_LETTERS.key()),
                  letter.fields(),
                  XAddParams.xAddParams()));
    } catch (TransientException e) {
      setAside.remove(key);
      throw e;
    }
  }
}
