package io.polytape.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.RedisServer;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsumerSlotIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final AtomicLong nanos = new AtomicLong();
  private int processes;

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void eachProcessHasTheLowestFreeOne() throws Exception {
    var first = slot(LONG);
    assertThat(first.tenure()).isEmpty();
    assertThat(first.held()).isEqualTo(new Tenure("group-1", 1, "machine-1:1:0"));
    assertThat(first.held()).isEqualTo(first.tenure().orElseThrow());
    assertThat(slot(LONG).held().slot()).isEqualTo("group-2");

    first.close();
    assertThat(first.tenure()).isEmpty();
    assertThat(slot(LONG).held()).isEqualTo(new Tenure("group-1", 2, "machine-3:1:0"));
  }

  @Test
  void aProcessThatComesBackHasItsOwnAtOnce() throws Exception {
    var me = Instance.current();
    var ended = new ProcessBuilder("true").start();
    ended.waitFor();
    slot(new Instance(me.host(), ended.pid(), 0), LONG).held();

    assertThat(slot(me, LONG).held()).isEqualTo(new Tenure("group-1", 2, me.token()));
  }

  @Test
  void saysSoWhenAllAreTaken() throws Exception {
    for (int number = 1; number <= 256; number++) {
      String key = "lease:group-" + number;
      redis.run("test", client -> client.set(key, "somebody"));
    }
    assertThatThrownBy(() -> slot(LONG).held())
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("all 256 slots of group are taken");
  }

  @Test
  void isOverWhenItsOwnClockSaysSoAndRenewedWhenStillOurs() throws Exception {
    var slot = slot(LONG);
    Tenure tenure = slot.held();
    nanos.addAndGet(LONG.toNanos() - 1);
    assertThat(slot.tenure()).hasValue(tenure);
    nanos.addAndGet(1);
    assertThat(slot.tenure()).isEmpty();

    assertThat(slot.held()).isEqualTo(tenure);
    nanos.addAndGet(LONG.toNanos() - 1);
    slot.renew();
    nanos.addAndGet(1);
    assertThat(slot.tenure()).hasValue(tenure);
  }

  @Test
  void whoLosesItTakesAnother() throws Exception {
    var loser = slot(LONG);
    assertThat(loser.held().slot()).isEqualTo("group-1");
    redis.run("test", client -> client.del("lease:group-1"));
    var heir = slot(LONG);
    assertThat(heir.held().epoch()).isEqualTo(2);

    loser.renew();
    assertThat(loser.held()).isEqualTo(new Tenure("group-2", 1, "machine-1:1:0"));
    loser.close();
    var onlooker = slot(LONG);
    assertThat(onlooker.isFree("group-1")).as("not the loser's to give back").isFalse();
    assertThat(onlooker.isFree("group-2")).isTrue();
  }

  @Test
  void forgetsOnlyTheTenureThatIsOver() throws Exception {
    var slot = slot(LONG);
    Tenure tenure = slot.held();
    slot.forget(new Tenure(tenure.slot(), 7, tenure.holder()));
    assertThat(slot.tenure()).hasValue(tenure);
    slot.forget(tenure);
    assertThat(slot.tenure()).isEmpty();
  }

  @Test
  void freeIsWhatNobodyAliveHoldsAndIsOfTheGroup() throws Exception {
    slot(LONG).held();
    var onlooker = slot(LONG);
    assertThat(onlooker.isFree("group-1")).isFalse();
    assertThat(onlooker.isFree("group-2")).isTrue();
    assertThat(onlooker.isFree("stranger")).isFalse();
  }

  @Test
  void inheritsWhatNobodyHoldsForAsLongAsItTakes() throws Exception {
    slot(LONG).held();
    var heir = slot(LONG);
    heir.held();
    var inherited = new ArrayList<Tenure>();
    for (String consumer : List.of("group-1", "group-2", "group-9", "stranger")) {
      heir.<RuntimeException>inherit(
          consumer,
          left -> {
            inherited.add(left);
            assertThat(slot(LONG).isFree(left.slot())).isFalse();
            assertThat(CompletableFuture.supplyAsync(() -> inheritsToo(heir, left)).join())
                .as("one thread at a time")
                .isFalse();
            heir.renew();
          });
    }
    assertThat(inherited).contains(new Tenure("group-9", 1, "machine-2:1:0"));
    assertThat(heir.isFree("group-9")).isTrue();
    assertThat(heir.held().slot()).isEqualTo("group-2");
  }

  @Test
  void whatCannotBeSettledIsGivenBackToo() throws Exception {
    var heir = slot(LONG);
    assertThatThrownBy(
            () ->
                heir.<java.io.IOException>inherit(
                    "group-1",
                    left -> {
                      throw new java.io.IOException("no");
                    }))
        .hasMessage("no");
    assertThat(heir.isFree("group-1")).isTrue();
  }

  @Test
  void isRenewedWhileTheWorkerIsBusyAndSurvivesTheEndOfRedis() throws Exception {
    var clock = new AtomicLong(System.nanoTime());
    try (var slot =
        new ConsumerSlot(redis, "group", process(), Duration.ofSeconds(4), clock::get)) {
      Tenure tenure = slot.renewing().held();
      HeldLeaseIT.awaitRenewal(redis, "group-1");
      server.kill();
      clock.addAndGet(LONG.toNanos());
      assertThatThrownBy(slot::held).isInstanceOf(TransientException.class);
      server.restart();

      assertThat(slot.held().slot()).isEqualTo(tenure.slot());
      HeldLeaseIT.awaitRenewal(redis, "group-1");
    }
    assertThat(slot(LONG).isFree("group-1")).isTrue();
  }

  private static boolean inheritsToo(ConsumerSlot slot, Tenure left) {
    var inherited = new AtomicBoolean();
    try {
      slot.inherit(left.slot(), again -> inherited.set(true));
    } catch (TransientException e) {
      throw new IllegalStateException(e);
    }
    return inherited.get();
  }

  private Instance process() {
    return new Instance("machine-" + ++processes, 1, 0);
  }

  private ConsumerSlot slot(Duration time) {
    return slot(process(), time);
  }

  private ConsumerSlot slot(Instance instance, Duration time) {
    return new ConsumerSlot(redis, "group", instance, time, nanos::get);
  }
}
