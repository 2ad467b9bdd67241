package io.polytape.processors.trade;

import static io.polytape.processors.trade.Fills.YES;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.Entry;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every fill becomes one trade, whoever dies, sleeps or works beside whom. */
final class DeliveryIT {
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    pipeline = new Pipeline();
    pipeline.market(YES, Fills.YES_MARKET);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void aSleeperWhoseEntriesWereTakenOverAndDoneDoesNothingWhenItWakes() throws Exception {
    pipeline.publishMany("e", 100, YES);
    var sleeper = pipeline.sleepingSlot();
    Tenure slept = sleeper.held();
    List<Effect> late = effects(pipeline.consumer(slept.slot()).readNew(100, Duration.ZERO));
    awaitFree(slept.slot());

    var heir = pipeline.slot(Duration.ofMinutes(5));
    assertThat(heir.held().slot()).isEqualTo(slept.slot());
    pipeline.runUntil(
        pipeline.processor(heir, Pipeline.SETTINGS), () -> pipeline.tradeCount() == 100);

    var commit = new TradeCommit(pipeline.redis);
    assertThat(commit.commit(slept, late, 0).fenced()).isTrue();
    // Even under an epoch that nobody has superseded there is nothing left to acknowledge.
    assertThat(commit.commit(heir.held(), late, 0))
        .isEqualTo(new TradeCommit.Result(false, 0, 0, 0, 0));
    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(TradeProcessorIT.ids("e", 100));
  }

  @Test
  void aSleeperThatWakesBetweenTakeoverAndCommitIsTheOneThatPublishes() throws Exception {
    pipeline.publishMany("e", 100, YES);
    var sleeper = pipeline.slot(Duration.ofMinutes(5));
    List<Effect> mine =
        effects(pipeline.consumer(sleeper.held().slot()).readNew(100, Duration.ZERO));
    List<Effect> taken =
        effects(
            pipeline
                .consumer("trade-processor-2")
                .claim(sleeper.held().slot(), Duration.ZERO, 100)
                .entries());
    assertThat(taken).hasSize(100);

    var commit = new TradeCommit(pipeline.redis);
    assertThat(commit.commit(sleeper.held(), mine, 0).published()).isEqualTo(100);
    assertThat(commit.commit(new Tenure("trade-processor-2", 1, ""), taken, 0).published())
        .isZero();

    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(TradeProcessorIT.ids("e", 100));
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void aProcessorThatIsFencedTakesAnotherSlotAndGoesOn() throws Exception {
    var slow = pipeline.sleepingSlot();
    var processor = pipeline.processor(slow, Pipeline.SETTINGS);
    String consumer = slow.held().slot();
    awaitFree(consumer);
    var heir = pipeline.slot(Duration.ofMinutes(5));
    assertThat(heir.held().slot()).isEqualTo(consumer);
    pipeline.publishMany("e", 100, YES);

    processor.runOnce();
    assertThat(pipeline.tradeCount()).as("refused").isZero();
    assertThat(slow.held().slot()).isNotEqualTo(consumer);
    pipeline.runUntil(
        pipeline.processor(heir, Pipeline.SETTINGS), () -> pipeline.tradeCount() == 100);

    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(TradeProcessorIT.ids("e", 100));
  }

  @Test
  void severalSideBySideShareTheWorkAndDoubleNothing() throws Exception {
    pipeline.publishMany("e", 20_000, YES);
    try (var crew = new Crew()) {
      crew.hire(3);
      awaitTrades(20_000);
    }
    assertThat(pipeline.tradedIds())
        .containsExactlyInAnyOrderElementsOf(TradeProcessorIT.ids("e", 20_000));
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void losesAndDoublesNothingWhileRedisIsKilledAgainAndAgain() throws Exception {
    try (var crew = new Crew()) {
      crew.hire(2);
      for (int round = 0; round < 5; round++) {
        pipeline.publishMany("r" + round + "-", 4_000, YES);
        awaitTrades(4_000L * round + 1_000);
        pipeline.server.kill();
        pipeline.server.restart();
      }
      awaitTrades(20_000);
    }
    var expected = new ArrayList<String>();
    for (int round = 0; round < 5; round++) {
      expected.addAll(TradeProcessorIT.ids("r" + round + "-", 4_000));
    }
    assertThat(pipeline.tradedIds()).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(pipeline.pendingCount()).isZero();
  }

  private static List<Effect> effects(List<Entry> entries) {
    return new FillBatch(entries, 0).effects(Map.of(YES, Fills.YES_MARKET));
  }

  private void awaitFree(String consumer) throws Exception {
    var onlooker = pipeline.slot(Duration.ofMinutes(5));
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!onlooker.isFree(consumer)) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private void awaitTrades(long count) throws Exception {
    var tick = new CountDownLatch(1);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (pipeline.tradeCount() < count) {
      assertThat(System.nanoTime())
          .as("only %s trades", pipeline.tradeCount())
          .isLessThan(deadline);
      boolean ignored = tick.await(5, TimeUnit.MILLISECONDS);
    }
  }

  /** Processors at work on threads of their own, as processes would be. */
  private final class Crew implements StopSignal, AutoCloseable {
    private final CountDownLatch stop = new CountDownLatch(1);
    private final List<CompletableFuture<?>> members = new ArrayList<>();
    private final List<ConsumerSlot> slots = new ArrayList<>();

    void hire(int size) {
      for (int i = 0; i < size; i++) {
        var slot = pipeline.slot(Duration.ofSeconds(5)).renewing();
        slots.add(slot);
        var settings = new TradeSettings(200, 1_000, Duration.ofHours(1));
        var processor = pipeline.processor(slot, settings, InstantSource.system());
        var backoff =
            new Backoff(Duration.ofMillis(10), Duration.ofMillis(50), RandomGenerator.getDefault());
        var loop =
            new WorkerLoop("test", processor, this, Duration.ofMillis(5), backoff, Heartbeat.NONE);
        members.add(
            CompletableFuture.runAsync(() -> run(loop), command -> new Thread(command).start()));
      }
    }

    private static void run(WorkerLoop loop) {
      try {
        loop.run();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public boolean isRequested() {
      return stop.getCount() == 0;
    }

    @Override
    public void await(Duration time) throws InterruptedException {
      boolean ignored = stop.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
      stop.countDown();
      members.forEach(CompletableFuture::join);
      slots.forEach(ConsumerSlot::close);
    }
  }
}
