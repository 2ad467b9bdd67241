package io.polytape.processors.book;

import static io.polytape.processors.book.Tape.TOKEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.Partitions;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who writes a partition, and what survives him. */
final class OwnershipIT {
  private static final int PARTITION = Partitions.of(TOKEN);

  private Tape tape;
  private long time;

  @BeforeEach
  void start() throws Exception {
    tape = new Tape();
    time = tape.time();
  }

  @AfterEach
  void stop() {
    tape.close();
  }

  @Test
  void aProcessThatSleptThroughItsLeaseWritesNothing() throws Exception {
    var sleeper = tape.processor();
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(sleeper);
    // It has the next entries in its hands when it is stopped: they are read, and not committed.
    tape.publish(tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    var held = consumer().readNew(10, Duration.ZERO);
    assertThat(held).hasSize(1);

    String epoch =
        tape.redis.run(
            "test", client -> client.get(Keys.epoch(PartitionCommit.leaseName(PARTITION))));
    var asleep = partitionOf(Long.parseLong(epoch));

    var other = tape.processor();
    tape.drain(other);
    tape.publish(tape.change(time + 2, "h2", "B0.49:5", "0.49", "0.52"));
    tape.drain(other);
    var prepared = asleep.prepare(held, false, tape.time());
    var outcome = PartitionCommit.commit(tape.redis, List.of(prepared.call())).getFirst();
    boolean isWritten = asleep.finish(prepared, outcome, tape.time());

    assertThat(isWritten).isFalse();
    assertThat(tape.bids(TOKEN)).containsExactly("0.48:10", "0.49:5");
    assertThat(tape.changes()).hasSize(2);
    assertThat(tape.quotes()).extracting(quote -> quote.eventTime().toEpochMilli()).isSorted();
    int moved = sleeper.runOnce();
    assertThat(moved).isZero();
    assertThat(tape.changes()).hasSize(2);
  }

  @Test
  void whatASleeperTookFromItsSuccessorIsHandledAllTheSame() throws Exception {
    var successor = tape.processor();
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(successor);
    tape.publish(tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    assertThat(consumer().readNew(10, Duration.ZERO)).hasSize(1);
    tape.publish(tape.change(time + 2, "h2", "B0.47:5", "0.48", "0.52"));

    tape.drain(successor);

    assertThat(tape.changes()).hasSize(2);
    assertThat(tape.gaps()).extracting(GapRow::reason).contains(GapReason.OUT_OF_ORDER);
  }

  @Test
  void oneThatWasKilledOnThisMachineKeepsNoShare() throws Exception {
    var killed = new ProcessBuilder("true").start();
    killed.waitFor();
    tape.beat("machine-1-" + killed.pid());
    var successor = tape.processor();
    int ignored = successor.runOnce();
    assertThat(successor.held()).isEqualTo(Partitions.COUNT);

    tape.beat("machine-9-" + killed.pid());
    tape.now = tape.now.plusSeconds(2);
    ignored = successor.runOnce();
    assertThat(successor.held()).as("another machine cannot know").isLessThan(Partitions.COUNT);
  }

  /** A partition as a process sees it that holds it under that epoch. */
  private Partition partitionOf(long epoch) throws Exception {
    var partition =
        new Partition(
            tape.redis,
            PARTITION,
            new BookKeeper(Duration.ofMinutes(1)),
            new TradeKeeper(),
            Duration.ofMinutes(5));
    partition.own(epoch);
    partition.load(tape.time());
    return partition;
  }

  private ConsumerGroup consumer() {
    return new ConsumerGroup(
        tape.redis, Partitions.stream(PARTITION), Streams.BOOK_PROCESSOR, "book-processor");
  }

  @Test
  void entriesThatWereDeliveredAndNotCommittedAreHandledByTheSuccessorInTheirOrder()
      throws Exception {
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    for (int i = 1; i <= 1_200; i++) {
      tape.publish(tape.change(time + i, "h" + i, "B0.49:" + i, "0.49", "0.52"));
    }
    assertThat(consumer().readNew(1_100, Duration.ZERO)).hasSize(1_100);

    tape.drain(tape.processor());

    assertThat(tape.changes())
        .extracting(change -> change.level().size().intValueExact())
        .hasSize(1_200)
        .isSorted();
    assertThat(tape.bids(TOKEN)).containsExactly("0.48:10", "0.49:1200");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsNotDoneTwice() throws Exception {
    var processor = tape.processor();
    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    tape.drain(processor);
    String last = standing("last_entry");

    // The group is gone and made again from the start of the stream: everything comes again.
    tape.redis.run(
        "test",
        client -> client.xgroupDestroy(Partitions.stream(PARTITION).key(), Streams.BOOK_PROCESSOR));
    ConsumerGroup.createAll(tape.redis);
    tape.drain(processor);
    tape.drain(tape.processor());

    assertThat(tape.changes()).hasSize(1);
    assertThat(tape.quotes()).hasSize(2);
    assertThat(standing("last_entry")).isEqualTo(last);
  }

  private String standing(String field) throws Exception {
    return tape.redis.run("test", client -> client.hget(Keys.committed(PARTITION), field));
  }

  @Test
  void aRedisThatLostItsLastCommitsPutsEveryBookInDoubt() throws Exception {
    var processor = tape.processor();
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(processor);
    tape.publish(tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    tape.drain(processor);
    tape.redis.run("test", client -> client.hincrBy(Keys.committed(PARTITION), "batches", -1));
    tape.venue.book(TOKEN, time + 5, "h5", "0.47:1", "0.52:7", "0.01");

    tape.publish(tape.change(time + 5, "h5", "B0.47:1", null, null));
    tape.runUntil(processor, () -> tape.gaps().size() == 2);

    assertThat(tape.gaps().getFirst().reason()).isEqualTo(GapReason.RESTART);
    assertThat(tape.gaps().getFirst().tradesToo()).isTrue();
    assertThat(tape.gaps().getLast().endedAt()).isNotNull();
    assertThat(tape.bids(TOKEN)).containsExactly("0.47:1");
  }

  @Test
  void goesOnWhenRedisWasKilledAndCameBack() throws Exception {
    var processor = tape.processor();
    tape.publish(tape.book(time, "h0", "0.48:10", "0.52:7"));
    tape.drain(processor);
    tape.publish(tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    tape.server.kill();
    assertThatThrownBy(processor::runOnce).isInstanceOf(TransientException.class);
    tape.server.restart();

    tape.drain(processor);

    assertThat(tape.bids(TOKEN)).containsExactly("0.48:10", "0.49:3");
    assertThat(tape.changes()).hasSize(1);
    assertThat(tape.gaps()).isEmpty();
  }

  @Test
  void twoProcessesShareThePartitionsAndOneTakesOverWhatTheOtherLeft() throws Exception {
    var first = tape.processor();
    int moved = first.runOnce();
    assertThat(moved).isZero();
    assertThat(first.held()).isEqualTo(Partitions.COUNT);
    var second = tape.rival();
    for (int i = 0; i < 60; i++) {
      moved += first.runOnce() + second.runOnce();
      tape.now = tape.now.plusMillis(100);
      tape.beat("machine-1-1");
      tape.beat("machine-2-2");
    }
    assertThat(first.held()).isBetween(3, 5);
    assertThat(second.held()).isEqualTo(Partitions.COUNT - first.held());

    tape.publish(
        tape.book(time, "h0", "0.48:10", "0.52:7"),
        tape.change(time + 1, "h1", "B0.49:3", "0.49", "0.52"));
    for (int i = 0; i < 10; i++) {
      moved += first.runOnce() + second.runOnce();
    }
    assertThat(tape.changes()).hasSize(1);
    assertThat(List.of(tape.changes().getFirst()))
        .extracting(LevelChange::tokenId)
        .containsExactly(TOKEN);
  }
}
