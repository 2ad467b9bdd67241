package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.clob.EventPublisher.FencedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that takes events out of the buffers and publishes them, again and again until Redis
 * has them. A stream at its high mark, or a Redis that is nearly full, holds it back; the buffers
 * fill meanwhile.
 */
final class PublishLoop implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(PublishLoop.class);
  private static final int MOST_AT_ONCE = 500;

  /** What a few events wait for more to come with them. */
  private static final Duration LINGER = Duration.ofMillis(2);

  private static final Duration WATERMARK_EVERY = Duration.ofSeconds(1);
  private static final Duration HELD_CHECK = Duration.ofMillis(200);

  /** What a loss of Redis's last second asks for. */
  interface OnRollback {
    /** The gaps of every token of the partition. */
    List<MarketEvent> gaps(int partition, GapReason reason);
  }

  private final EventPublisher publisher;
  private final EventBuffers buffers;
  private final Backpressure memory;
  private final OnRollback rollback;
  private final StopSignal stop;
  private final InstantSource clock;
  private final Backoff backoff = Backoff.live();
  private final boolean[] held = new boolean[Partitions.COUNT];
  private Instant nextTouch = Instant.MIN;
  private Instant nextMemory = Instant.MIN;
  private volatile String state = "";
  private volatile boolean fenced;
  private volatile boolean isIdle = true;
  private final AtomicLong published = new AtomicLong();

  PublishLoop(
      Redis redis,
      EventPublisher publisher,
      EventBuffers buffers,
      OnRollback rollback,
      StopSignal stop,
      InstantSource clock) {
    this.publisher = publisher;
    this.buffers = buffers;
    this.memory = new Backpressure(redis, List.of());
    this.rollback = rollback;
    this.stop = stop;
    this.clock = clock;
  }

  @Override
  public void run() {
    int failures = 0;
    try {
      while (!stop.isRequested() && !fenced) {
        try {
          step();
          failures = 0;
        } catch (TransientException e) {
          failures++;
          state = String.valueOf(e.getMessage());
          if (failures == 1) {
            log.atWarn().setCause(e).log("live events cannot be published; they wait");
          }
          stop.await(backoff.delayAfter(failures));
        }
      }
    } catch (FencedException e) {
      fenced = true;
      log.atWarn().addKeyValue("reason", e.getMessage()).log("capture stops");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void step() throws TransientException, FencedException, InterruptedException {
    boolean isHeld = isHeld();
    buffers.await(isHeld ? HELD_CHECK : WATERMARK_EVERY);
    isIdle = false;
    Thread.sleep(LINGER);
    Instant now = clock.instant();
    boolean touch = !now.isBefore(nextTouch);
    boolean more;
    do {
      more = collect(touch || isHeld);
      apply(publisher.publish(now.toEpochMilli()));
      touch = false;
    } while (more && !stop.isRequested());
    if (!now.isBefore(nextTouch)) {
      nextTouch = now.plus(WATERMARK_EVERY);
    }
    if (!isHeld()) {
      state = "";
    }
    isIdle = true;
  }

  /** Offers a batch of each partition. Returns whether there is more. */
  private boolean collect(boolean touch) throws TransientException {
    checkMemory();
    boolean more = false;
    for (int p = 0; p < Partitions.COUNT; p++) {
      if (publisher.isBusy(p)) {
        more = true;
        continue;
      }
      Instant heard = buffers.heardUpTo();
      EventBuffer buffer = buffers.of(p);
      List<MarketEvent> events = held[p] ? List.of() : buffer.take(MOST_AT_ONCE);
      boolean isEmpty = buffer.isEmpty();
      if (!events.isEmpty()) {
        published.addAndGet(events.size());
        Instant last = events.get(events.size() - 1).header().receivedAt();
        publisher.offer(p, events, isEmpty || last.isAfter(heard) ? heard : last);
        more |= !isEmpty;
      } else if (touch && isEmpty) {
        publisher.offer(p, List.of(), heard);
      } else if (touch && held[p]) {
        publisher.probe(p);
      }
    }
    return more;
  }

  private void apply(Map<Integer, EventPublisher.State> states) {
    states.forEach(
        (partition, found) -> {
          held[partition] = found.length() >= Partitions.stream(partition).highMark();
          if (held[partition]) {
            state =
                Partitions.stream(partition).key()
                    + " holds "
                    + found.length()
                    + " entries; waiting for its readers";
          }
          if (found.lost()) {
            log.atWarn()
                .addKeyValue("partition", partition)
                .log("Redis has lost events that it had taken; a gap says so");
            publisher.prepend(partition, rollback.gaps(partition, GapReason.RESTART));
          }
        });
  }

  private void checkMemory() throws TransientException {
    Instant now = clock.instant();
    if (now.isBefore(nextMemory)) {
      return;
    }
    Optional<String> reason = memory.reason();
    if (reason.isPresent()) {
      state = reason.get();
      throw new TransientException("backpressure", reason.get());
    }
    nextMemory = now.plus(WATERMARK_EVERY);
  }

  private boolean isHeld() {
    for (boolean each : held) {
      if (each) {
        return true;
      }
    }
    return false;
  }

  /** Why nothing is published; empty when all is well. */
  String state() {
    return state;
  }

  /** Whether all that was in the buffers is published. */
  boolean isIdle() {
    return isIdle && buffers.isEmpty();
  }

  boolean isFenced() {
    return fenced;
  }

  long published() {
    return published.get();
  }
}
