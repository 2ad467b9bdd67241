package io.polytape.dashboard.live;

import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.live.FeedReader.Batch;
import io.polytape.dashboard.live.FeedReader.Ends;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of the live streams, and the place where its events are fanned out to a bounded
 * number of viewers. Gaps and alerts are always read; the busy streams only while somebody watches
 * and a little longer, so that a viewer who comes back finds what it missed.
 */
public final class Feed implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Feed.class);
  private static final Set<EventType> ALWAYS = EnumSet.of(EventType.GAP, EventType.ALERT);
  private static final Duration LINGER = Duration.ofMinutes(2);
  private static final Duration START_PATIENCE = Duration.ofSeconds(5);
  private static final int READ_AT_ONCE = 1_000;
  private static final int READ_WAIT_MILLIS = 250;
  private static final int RING_EVENTS = 10_000;
  private static final long RING_BYTES = 8L * 1024 * 1024;

  private final FeedReader reader;
  private final int mostViewers;
  private final int capacity;
  private final Thread thread;
  private final Set<Subscriber> subscribers = new LinkedHashSet<>();
  private final Ring ring = new Ring(RING_EVENTS, RING_BYTES);
  private final Set<EventType> running = EnumSet.noneOf(EventType.class);
  private Position position = Position.START;
  private long lastWanted;
  private boolean everWanted;
  private boolean closed;
  private int waiting;
  private long dropped;

  /** How the fan-out is. */
  public record Figures(int viewers, int mostViewers, long dropped) {}

  public Feed(Redis redis, Recent recent, int mostViewers, int capacity) {
    this.reader = new FeedReader(redis, recent);
    this.mostViewers = mostViewers;
    this.capacity = capacity;
    this.thread = Thread.ofPlatform().name("live-feed").daemon().unstarted(this::run);
    thread.start();
  }

  /**
   * Begins to collect events for a viewer, who must hand the subscription back.
   *
   * @param from what the viewer has already; null for only what comes from now on
   * @return empty when there are too many viewers
   * @throws TransientException when Redis does not answer
   */
  public Optional<Subscription> subscribe(@Nullable EventFilter filter, @Nullable Position from)
      throws TransientException, InterruptedException {
    synchronized (this) {
      if (subscribers.size() + waiting >= mostViewers || closed) {
        return Optional.empty();
      }
      waiting++;
      try {
        awaitRunning();
      } finally {
        waiting--;
      }
      if (closed) {
        return Optional.empty();
      }
      // Nothing is published while this lock is held, so memory and queue meet without a seam.
      var ours = new Subscriber(capacity, position);
      if (filter != null) {
        ours.add(filter, 1);
      }
      subscribers.add(ours);
      return Optional.of(
          from == null
              ? new Subscription(this, ours, null)
              : new Subscription(
                  this,
                  ours,
                  new Backlog(reader, from, ring.start(), ring.after(from, ours), ours)));
    }
  }

  private void awaitRunning() throws TransientException, InterruptedException {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (running.size() < EventType.ALL.size() && !closed) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new TransientException("feed", "Redis does not answer");
      }
      wait(left);
    }
  }

  synchronized void unsubscribe(Subscriber subscriber) {
    subscribers.remove(subscriber);
  }

  public synchronized Figures figures() {
    return new Figures(subscribers.size(), mostViewers, dropped);
  }

  private void run() {
    Set<EventType> inDoubt = Set.of();
    int failures = 0;
    try {
      while (!isClosed()) {
        try {
          Set<EventType> wanted = wanted();
          begin(wanted);
          if (!inDoubt.isEmpty()) {
            lookForHoles(inDoubt);
          }
          Batch batch = reader.next(wanted, position(), READ_AT_ONCE, READ_WAIT_MILLIS);
          publish(batch);
          inDoubt = batch.full();
          failures = 0;
        } catch (TransientException e) {
          inDoubt = EnumSet.allOf(EventType.class);
          if (++failures == 1) {
            log.atWarn().setCause(e).log("live feed waits for Redis");
          }
          Thread.sleep(Duration.ofMillis(500));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Set<EventType> wanted() {
    long now = System.nanoTime();
    if (subscribers.size() + waiting > 0) {
      lastWanted = now;
      everWanted = true;
    }
    boolean busy = everWanted && now - lastWanted < LINGER.toNanos();
    Set<EventType> wanted = EnumSet.copyOf(busy ? EventType.ALL : ALWAYS);
    for (EventType type : EventType.ALL) {
      if (!wanted.contains(type) && running.remove(type)) {
        ring.begin(type, position.of(type));
      }
    }
    return wanted;
  }

  /** Types that were not read until now begin at the end of their streams. */
  private void begin(Set<EventType> wanted) throws TransientException {
    if (isRunning(wanted)) {
      return;
    }
    Map<EventType, Ends> ends = reader.ends();
    for (EventType type : ALWAYS) {
      var end = ends.get(type);
      if (end != null && !isRunning(Set.of(type))) {
        reader.remember(type, end.last());
      }
    }
    synchronized (this) {
      ends.forEach(
          (type, each) -> {
            if (wanted.contains(type) && running.add(type)) {
              position = position.with(type, each.last());
              ring.begin(type, each.last());
            }
          });
      notifyAll();
    }
  }

  private synchronized boolean isRunning(Set<EventType> wanted) {
    return running.containsAll(wanted);
  }

  /** Streams are trimmed once the writer has them: whoever falls behind that far has a hole. */
  private void lookForHoles(Set<EventType> inDoubt) throws TransientException {
    Map<EventType, Ends> ends = reader.ends();
    synchronized (this) {
      for (EventType type : inDoubt) {
        var each = ends.get(type);
        if (each == null || !running.contains(type)) {
          continue;
        }
        var at = position.of(type);
        boolean isAnew = each.last().compareTo(at) < 0;
        if (isAnew) {
          position = position.with(type, each.last());
          ring.begin(type, each.last());
        }
        if (isAnew || each.first().compareTo(at) > 0) {
          subscribers.stream()
              .filter(subscriber -> subscriber.types().contains(type))
              .forEach(Subscriber::mayHaveMissed);
        }
      }
    }
  }

  private synchronized void publish(Batch batch) {
    position = batch.position();
    ring.add(batch.events());
    for (Subscriber subscriber : subscribers) {
      dropped += subscriber.offer(batch.events(), position);
    }
  }

  private synchronized Position position() {
    return position;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      subscribers.forEach(Subscriber::close);
      notifyAll();
    }
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
