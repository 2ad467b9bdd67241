package io.polytape.writer;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drains one stream into its table. Each step may be the last one before a crash: what the next
 * owner of the slot then finds is either entries that are pending and nothing more, or a manifest
 * that says exactly which insert may have happened.
 */
final class BatchWriter implements Worker {
  private static final Logger log = LoggerFactory.getLogger(BatchWriter.class);
  private static final String STAGE = "clickhouse-writer";
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(3);

  private final Redis redis;
  private final Target target;
  private final ConsumerSlot slot;
  private final Sink sink;
  private final FlushPolicy policy;
  private final boolean checkKeys;
  private final InstantSource clock;
  private final Deliveries deliveries;
  private final Journal journal;
  private final Recovery recovery;

  private @Nullable Shift shift;
  private Instant nextLook = Instant.MIN;

  /** What hangs on one tenure; all of it is dropped with the tenure. */
  private static final class Shift {
    final Tenure tenure;
    final ConsumerGroup group;
    final Gatherer gatherer;
    boolean recovered;
    @Nullable Batch inHand;

    Shift(Tenure tenure, ConsumerGroup group, Gatherer gatherer) {
      this.tenure = tenure;
      this.group = group;
      this.gatherer = gatherer;
    }
  }

  /** Told of each batch that is in the table and acknowledged. */
  @FunctionalInterface
  interface Deliveries {
    void delivered(Target target, Tenure tenure, Batch batch, Duration took);
  }

  BatchWriter(
      Redis redis,
      Target target,
      ConsumerSlot slot,
      Sink sink,
      FlushPolicy policy,
      boolean checkKeys,
      InstantSource clock,
      Deliveries deliveries) {
    this.redis = redis;
    this.target = target;
    this.slot = slot;
    this.sink = sink;
    this.policy = policy;
    this.checkKeys = checkKeys;
    this.clock = clock;
    this.deliveries = deliveries;
    this.journal = new Journal(redis, target.stream());
    this.recovery = new Recovery(redis, target, journal, slot, sink, clock);
  }

  @Override
  public int runOnce() throws TransientException {
    Shift now = currentShift();
    try {
      return work(now);
    } catch (FencedException e) {
      throw fenced(now, e);
    }
  }

  /** Delivers what was gathered, however little; called once, when the loop has ended. */
  void finish() throws TransientException {
    Shift now = shift;
    if (now == null || slot.tenure().isEmpty()) {
      return;
    }
    if (now.inHand == null) {
      now.inHand = now.gatherer.take();
    }
    if (now.inHand != null) {
      try {
        deliver(now, now.inHand);
      } catch (FencedException e) {
        throw fenced(now, e);
      }
    }
  }

  private int work(Shift now) throws TransientException, FencedException {
    if (!now.recovered) {
      recovery.replay(now.tenure, now.group);
      now.recovered = true;
    }
    if (now.inHand == null) {
      if (now.gatherer.isEmpty()) {
        lookForOrphans(now);
      }
      if (!now.gatherer.gather()) {
        return 0;
      }
      now.inHand = now.gatherer.take();
    }
    return now.inHand == null ? 0 : deliver(now, now.inHand);
  }

  private int deliver(Shift now, Batch batch) throws TransientException, FencedException {
    Instant started = clock.instant();
    for (Batch.Refused each : batch.refused()) {
      setAside(each);
    }
    Manifest manifest = batch.manifest();
    if (manifest == null) {
      boolean check = checkKeys && target.keyed() && !batch.rows().isEmpty();
      manifest = batch.settle(check ? sink.existing(target, batch.rows()) : Set.of());
    }
    if (manifest.inserted().isEmpty()) {
      now.group.acknowledge(manifest.acknowledged());
    } else {
      journal.begin(now.tenure, manifest);
      FencedException.unlessHeld(slot, now.tenure);
      sink.insert(target, batch.rows(), manifest.token());
      journal.finish(now.tenure, manifest);
    }
    reportLost(now, batch);
    now.inHand = null;
    deliveries.delivered(target, now.tenure, batch, Duration.between(started, clock.instant()));
    return batch.size();
  }

  private void setAside(Batch.Refused refused) throws TransientException {
    var letter =
        DeadLetter.of(
            STAGE, refused.reason(), target.stream().key(), refused.entry(), clock.millis());
    if (journal.setAside(letter)) {
      log.atWarn()
          .addKeyValue("stream", target.stream().key())
          .addKeyValue("entry_id", refused.entry().id())
          .addKeyValue("reason", refused.reason())
          .log("entry set aside as a dead letter");
    }
  }

  /** Nothing but an outside hand removes pending entries: their source has to be read again. */
  private void reportLost(Shift now, Batch batch) throws TransientException {
    if (!batch.lost().isEmpty()) {
      now.group.acknowledge(batch.lost());
      log.atError()
          .addKeyValue("stream", target.stream().key())
          .addKeyValue("entries", batch.lost().size())
          .addKeyValue("first", batch.lost().getFirst())
          .log("pending entries are no longer in the stream; read their source again");
    }
  }

  private void lookForOrphans(Shift now) throws TransientException, FencedException {
    Instant time = clock.instant();
    if (time.isBefore(nextLook)) {
      return;
    }
    nextLook = time.plus(BETWEEN_LOOKS);
    if (recovery.adoptOrphans(now.tenure, now.group) > 0) {
      now.gatherer.startOver();
    }
  }

  private Shift currentShift() throws TransientException {
    Tenure tenure = slot.held();
    Shift now = shift;
    if (now == null || !now.tenure.equals(tenure)) {
      var group =
          new ConsumerGroup(redis, target.stream(), Streams.CLICKHOUSE_WRITER, tenure.slot());
      now = new Shift(tenure, group, new Gatherer(target, group, policy, clock));
      shift = now;
    }
    return now;
  }

  private TransientException fenced(Shift now, FencedException e) {
    slot.forget(now.tenure);
    shift = null;
    return new TransientException("lease", String.valueOf(e.getMessage()), e);
  }
}
