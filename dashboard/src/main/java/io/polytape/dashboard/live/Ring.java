package io.polytape.dashboard.live;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The newest events of the feed, bounded by number and bytes, so that a viewer who was away for a
 * moment gets what it missed although the streams are trimmed at once. Not thread-safe.
 */
final class Ring {
  private final int mostEvents;
  private final long mostBytes;
  private final Deque<LiveEvent> events = new ArrayDeque<>();
  private Position start = Position.START;
  private long bytes;

  Ring(int mostEvents, long mostBytes) {
    this.mostEvents = mostEvents;
    this.mostBytes = mostBytes;
  }

  /** Everything after this position is here. */
  Position start() {
    return start;
  }

  /** Forgets a type and begins anew with what follows an id. */
  void begin(EventType type, redis.clients.jedis.StreamEntryID id) {
    events.removeIf(
        event -> {
          boolean goes = event.type() == type;
          bytes -= goes ? event.json().length : 0;
          return goes;
        });
    start = start.with(type, id);
  }

  void add(List<LiveEvent> added) {
    for (LiveEvent event : added) {
      events.addLast(event);
      bytes += event.json().length;
    }
    while (events.size() > mostEvents || bytes > mostBytes) {
      LiveEvent oldest = events.removeFirst();
      bytes -= oldest.json().length;
      start = start.with(oldest.type(), oldest.id());
    }
  }

  /** What a subscriber wants of what follows a position, in order. */
  List<LiveEvent> after(Position from, Subscriber subscriber) {
    return events.stream()
        .filter(event -> event.id().compareTo(from.of(event.type())) > 0)
        .filter(subscriber::wants)
        .toList();
  }
}
