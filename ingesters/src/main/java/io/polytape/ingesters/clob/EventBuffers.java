package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.Partitions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The buffers of all partitions, between the thread that parses and the one that publishes. */
final class EventBuffers {
  private final List<EventBuffer> buffers;
  private final Semaphore added = new Semaphore(0);
  private volatile Instant heardUpTo;

  /**
   * @param room events in all
   * @param start until when everything was heard so far
   */
  EventBuffers(int room, Instant start) {
    this.heardUpTo = start;
    this.buffers =
        IntStream.range(0, Partitions.COUNT)
            .mapToObj(ignored -> new EventBuffer(Math.max(1, room / Partitions.COUNT)))
            .toList();
  }

  void add(MarketEvent event) {
    buffers.get(Partitions.of(event.header().tokenId())).add(event);
  }

  /** Says that all that was heard until then is in the buffers, and wakes the publisher. */
  void heard(Instant upTo) {
    if (upTo.isAfter(heardUpTo)) {
      heardUpTo = upTo;
    }
    wake();
  }

  /** Wakes the publisher. */
  void wake() {
    if (added.availablePermits() == 0) {
      added.release();
    }
  }

  /** Waits for something to publish. */
  void await(Duration longest) throws InterruptedException {
    boolean ignored = added.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS);
    added.drainPermits();
  }

  Instant heardUpTo() {
    return heardUpTo;
  }

  EventBuffer of(int partition) {
    return buffers.get(partition);
  }

  boolean isEmpty() {
    return buffers.stream().allMatch(EventBuffer::isEmpty);
  }

  int size() {
    return buffers.stream().mapToInt(EventBuffer::size).sum();
  }

  long conflations() {
    return buffers.stream().mapToLong(EventBuffer::conflations).sum();
  }

  long lostTrades() {
    return buffers.stream().mapToLong(EventBuffer::lostTrades).sum();
  }
}
