package io.polytape.common.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.stream.Keys;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LeaseIT {
  private static final Duration LONG = Duration.ofMinutes(5);

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final Instance me = Instance.current();
  private final Instance other = new Instance("another-machine", 1, 0);

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void oneHolderAtATimeAndARenewalKeepsItsEpoch() throws Exception {
    assertThat(lease(me, LONG).acquire()).hasValue(1L);
    assertThat(lease(other, LONG).acquire()).isEmpty();
    assertThat(lease(me, LONG).acquire()).hasValue(1L);
    assertThat(lease(other, LONG).holder()).hasValue(me.token());
  }

  @Test
  void theEpochGrowsEachTimeTheLeaseChangesHands() throws Exception {
    assertThat(lease(me, LONG).acquire()).hasValue(1L);
    lease(me, LONG).release();
    assertThat(lease(other, LONG).acquire()).hasValue(2L);
    lease(other, LONG).release();
    assertThat(lease(me, LONG).acquire()).hasValue(3L);
  }

  @Test
  void onlyItsHolderCanReleaseIt() throws Exception {
    lease(me, LONG).acquire();
    lease(other, LONG).release();
    assertThat(lease(other, LONG).holder()).hasValue(me.token());
  }

  @Test
  void endsByItselfWhenItIsNotRenewed() throws Exception {
    lease(me, Duration.ofMillis(20)).acquire();

    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (lease(other, LONG).acquire().isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(lease(me, LONG).acquire()).as("too late").isEmpty();
  }

  @Test
  void aDeadProcessOnThisMachineIsNotWaitedFor() throws Exception {
    var ended = new ProcessBuilder("true").start();
    ended.waitFor();
    var dead = new Instance(me.host(), ended.pid(), 0);
    assertThat(lease(dead, LONG).acquire()).hasValue(1L);

    assertThat(lease(other, LONG).acquire()).as("another machine cannot know").isEmpty();
    assertThat(lease(me, LONG).acquire()).hasValue(2L);
  }

  @Test
  void aProcessThatGotTheIdOfADeadOneIsNotTakenForIt() throws Exception {
    var before = new Instance(me.host(), me.pid(), me.startedAt() - 3_600_000);
    assertThat(me.isSurelyDead(before.token())).isTrue();
    assertThat(me.isSurelyDead(me.token())).isFalse();
    assertThat(me.isSurelyDead(other.token())).isFalse();
    assertThat(me.isSurelyDead("garbage")).isFalse();
    assertThat(me.isSurelyDead(me.host() + ":x:y")).isFalse();
  }

  @Test
  void theKeysAreWhereOthersLookForThem() throws Exception {
    lease(me, LONG).acquire();
    String holder = redis.run("test", client -> client.get(Keys.lease("gold")));
    String epoch = redis.run("test", client -> client.get(Keys.epoch("gold")));
    assertThat(holder).isEqualTo(me.token());
    assertThat(epoch).isEqualTo("1");
  }

  private Lease lease(Instance instance, Duration time) {
    return new Lease(redis, "gold", instance, time);
  }
}
