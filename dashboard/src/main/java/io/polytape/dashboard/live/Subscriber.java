package io.polytape.dashboard.live;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One viewer's queue, bounded in number and bytes. When the viewer is slower than the events, the
 * oldest ones go, and how many went is told before the next one.
 */
public final class Subscriber {
  /** Dropped count that stands for "nobody can say how many". */
  public static final long UNKNOWN = -1;

  private static final int MOST_SAID = 100;
  private static final long MOST_BYTES = 1024 * 1024;

  private final int capacity;
  private final Set<EventFilter> filters = new LinkedHashSet<>();
  private final Deque<LiveEvent> queue = new ArrayDeque<>();
  private Position position;
  private final Deque<String> said = new ArrayDeque<>();
  private long bytes;
  private long dropped;
  private boolean unknown;
  private boolean closed;

  /**
   * What comes next.
   *
   * @param dropped events that went before this one, {@link #UNKNOWN} when some may have gone
   * @param said answers to the viewer's commands
   * @param event null when there was none in time
   * @param position how far the viewer has everything once this is handed over
   */
  public record Next(
      long dropped, List<String> said, @Nullable LiveEvent event, Position position) {
    /** Whether time just passed. */
    public boolean isNothing() {
      return dropped == 0 && said.isEmpty() && event == null;
    }
  }

  Subscriber(int capacity, Position position) {
    this.capacity = capacity;
    this.position = position;
  }

  /** Adds a filter; false when there are too many. */
  public synchronized boolean add(EventFilter filter, int most) {
    return filters.contains(filter) || (filters.size() < most && filters.add(filter));
  }

  public synchronized boolean remove(EventFilter filter) {
    return filters.remove(filter);
  }

  public synchronized void removeAll() {
    filters.clear();
  }

  public synchronized int filters() {
    return filters.size();
  }

  synchronized boolean wants(LiveEvent event) {
    for (EventFilter filter : filters) {
      if (filter.matches(event)) {
        return true;
      }
    }
    return false;
  }

  synchronized Set<EventType> types() {
    var types = new LinkedHashSet<EventType>();
    for (EventType type : EventType.ALL) {
      if (filters.stream().anyMatch(filter -> filter.wants(type))) {
        types.add(type);
      }
    }
    return types;
  }

  /** Takes the events that it wants; returns how many old ones had to go. */
  synchronized int offer(List<LiveEvent> events, Position upTo) {
    int gone = 0;
    boolean added = false;
    for (LiveEvent event : events) {
      if (wants(event)) {
        queue.addLast(event);
        bytes += event.json().length;
        added = true;
        while (queue.size() > capacity || (bytes > MOST_BYTES && queue.size() > 1)) {
          bytes -= queue.removeFirst().json().length;
          gone++;
        }
      }
    }
    dropped += gone;
    position = upTo;
    if (added) {
      notifyAll();
    }
    return gone;
  }

  /** Notes that events may be missing of which nobody knows how many. */
  synchronized void mayHaveMissed() {
    unknown = true;
    notifyAll();
  }

  /** Hands an answer to the viewer's own thread; the viewer goes when it does not take them. */
  public synchronized void say(String answer) {
    if (said.size() >= MOST_SAID) {
      close();
      return;
    }
    said.addLast(answer);
    notifyAll();
  }

  /** Waits for the next event or notice. */
  public synchronized Next next(Duration time) throws InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    while (!closed && queue.isEmpty() && said.isEmpty() && !unknown) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      wait(left);
    }
    long gone = unknown ? UNKNOWN : dropped;
    unknown = false;
    dropped = 0;
    List<String> answers = List.copyOf(said);
    said.clear();
    LiveEvent event = queue.pollFirst();
    bytes -= event == null ? 0 : event.json().length;
    return new Next(gone, answers, event, event == null ? position : event.position());
  }

  public synchronized boolean isClosed() {
    return closed;
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
