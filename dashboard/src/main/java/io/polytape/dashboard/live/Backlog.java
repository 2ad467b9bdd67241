package io.polytape.dashboard.live;

import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.live.FeedReader.Batch;
import io.polytape.dashboard.live.FeedReader.Ends;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.StreamEntryID;

/**
 * What a viewer who comes back has missed: first out of the streams, as far as they still hold it,
 * then out of the feed's memory.
 */
final class Backlog {
  private static final int PAGE = 500;
  private static final int MOST_READ = 20_000;

  private final FeedReader reader;
  private final Position from;
  private final Position kept;
  private final List<LiveEvent> events;
  private final Subscriber subscriber;

  /**
   * A backlog.
   *
   * @param kept everything after this is in {@code events}
   */
  Backlog(
      FeedReader reader,
      Position from,
      Position kept,
      List<LiveEvent> events,
      Subscriber subscriber) {
    this.reader = reader;
    this.from = from;
    this.kept = kept;
    this.events = events;
    this.subscriber = subscriber;
  }

  void deliver(Subscription.Taker taker) throws IOException, TransientException {
    Position position = from;
    Map<EventType, Ends> ends = null;
    for (EventType type : subscriber.types()) {
      if (from.of(type).compareTo(kept.of(type)) >= 0) {
        continue;
      }
      ends = ends == null ? reader.ends() : ends;
      Ends each = ends.get(type);
      boolean isTrimmed = each != null && each.first().compareTo(from.of(type)) > 0;
      boolean isEmpty = each != null && each.first().equals(new StreamEntryID(0, 0));
      if (isTrimmed || isEmpty) {
        taker.mayHaveMissed();
      }
      position = fromStream(type, position, taker);
    }
    for (LiveEvent event : events) {
      taker.take(event);
    }
  }

  private Position fromStream(EventType type, Position start, Subscription.Taker taker)
      throws IOException, TransientException {
    Position position = start;
    for (int read = 0; read < MOST_READ; read += PAGE) {
      Batch batch = reader.range(type, position, kept.of(type), PAGE);
      for (LiveEvent event : batch.events()) {
        if (subscriber.wants(event)) {
          taker.take(event);
        }
      }
      position = batch.position();
      if (batch.full().isEmpty()) {
        return position.with(type, kept.of(type));
      }
    }
    taker.mayHaveMissed();
    return position.with(type, kept.of(type));
  }
}
