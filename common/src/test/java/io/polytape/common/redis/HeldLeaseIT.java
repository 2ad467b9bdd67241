package io.polytape.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.RedisServer;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.AbstractPipeline;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HeldLeaseIT {
  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final Lease lease = lease("one-machine");

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  @Test
  void isRenewedWhileItsHolderIsBusyAndGivenBackOnClosing() throws Exception {
    try (var held = new HeldLease(lease)) {
      assertThat(held.acquire()).hasValue(1L);
      awaitRenewal(redis, "gold");
      assertThat(lease("another-machine").acquire()).isEmpty();
    }
    assertThat(lease("another-machine").acquire()).hasValue(2L);
  }

  @Test
  void whatIsNotHeldIsNotTakenByItself() throws Exception {
    try (var held = new HeldLease(lease)) {
      assertThat(lease("another-machine").acquire()).hasValue(1L);
      assertThat(held.acquire()).isEmpty();
    }
    assertThat(lease.holder()).as("not its own to give back").isPresent();
  }

  /** An interruption may be swallowed, and would then leave a thread that renews for ever. */
  @Test
  void theRenewalUnderWayIsNotInterruptedAndIsTheLast() throws Exception {
    var entered = new CountDownLatch(1);
    var goOn = new CountDownLatch(1);
    var whole = new AtomicInteger();
    var renewer =
        new Renewer(
            "test",
            Duration.ofMillis(4),
            () -> {
              entered.countDown();
              try {
                goOn.await();
                whole.incrementAndGet();
              } catch (InterruptedException e) {
                throw new TransientException("test", "swallowed");
              }
            });
    entered.await();
    Thread closer = Thread.ofPlatform().start(renewer::close);
    while (closer.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    goOn.countDown();
    closer.join();
    assertThat(whole).hasValue(1);
  }

  @Test
  void aRenewalThatFailsIsTriedAgain() throws Exception {
    var tries = new CountDownLatch(3);
    var renewer =
        new Renewer(
            "test",
            Duration.ofMillis(4),
            () -> {
              tries.countDown();
              if (tries.getCount() == 1) {
                throw new TransientException("test", "Redis is away");
              }
              throw new IllegalStateException("a bug");
            });
    tries.await();
    renewer.close();
  }

  /** The pool makes an exception of its own of it. */
  @Test
  void anInterruptionWhileWaitingForAConnectionIsNotSwallowed() throws Exception {
    var borrowed = new ArrayList<AbstractPipeline>();
    redis.run(
        "test",
        client -> {
          for (int i = 0; i < 16; i++) {
            borrowed.add(client.pipelined());
          }
          return true;
        });
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> redis.run("test", client -> client.ping()))
        .isInstanceOf(TransientException.class);
    assertThat(Thread.interrupted()).isTrue();
    borrowed.forEach(AbstractPipeline::close);
    assertThat(redis.<String>run("test", client -> client.ping())).isEqualTo("PONG");
  }

  /** Waits until somebody has prolonged its life. */
  static void awaitRenewal(Redis redis, String name) throws TransientException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    long before = Long.MAX_VALUE;
    while (true) {
      long left = redis.run("test", client -> client.pttl("lease:" + name));
      if (left > before) {
        return;
      }
      before = left;
      assertThat(System.nanoTime()).as("not renewed").isLessThan(deadline);
    }
  }

  private Lease lease(String host) {
    return new Lease(redis, "gold", new Instance(host, 1, 0), Duration.ofSeconds(4));
  }
}
