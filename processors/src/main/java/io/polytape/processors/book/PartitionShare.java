package io.polytape.processors.book;

import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.params.ZRangeParams;

/**
 * Which partitions this process works on: leases {@code book-0} to {@code book-7}, of which each
 * living process takes at most its even share and one more, so that they spread. Nothing in the
 * loop blocks for long, so asking every second is what keeps them.
 */
final class PartitionShare implements AutoCloseable {
  static final Duration LEASE_TIME = Duration.ofSeconds(10);

  /** The worker's name in heartbeats. */
  static final String WORKER = "book-processor";

  private static final Logger log = LoggerFactory.getLogger(PartitionShare.class);
  private static final long ALIVE_MILLIS = 5_000;

  private final Redis redis;
  private final Instance instance;
  private final Duration leaseTime;
  private final Map<Integer, Lease> leases = new TreeMap<>();
  private final Map<Integer, Long> owned = new TreeMap<>();

  PartitionShare(Redis redis, Instance instance, Duration leaseTime) {
    this.redis = redis;
    this.instance = instance;
    this.leaseTime = leaseTime;
  }

  /**
   * Renews what is held, takes what is free and gives back what is too much.
   *
   * @return partition to the epoch to write with
   */
  Map<Integer, Long> refresh(long nowMillis) throws TransientException {
    int most = mostFor(alive(nowMillis));
    for (int partition = 0; partition < Partitions.COUNT; partition++) {
      boolean isHeld = owned.containsKey(partition);
      if (isHeld && owned.size() > most) {
        release(partition);
      } else if (isHeld || owned.size() < most) {
        acquire(partition);
      }
    }
    return Map.copyOf(owned);
  }

  /** The even share and one more. */
  static int mostFor(long processes) {
    if (processes <= 1) {
      return Partitions.COUNT;
    }
    long share = (Partitions.COUNT + processes - 1) / processes;
    return (int) Math.min(Partitions.COUNT, share + 1);
  }

  private long alive(long nowMillis) throws TransientException {
    var recent =
        ZRangeParams.zrangeByScoreParams((double) (nowMillis - ALIVE_MILLIS), Double.MAX_VALUE);
    return redis.run("lease", client -> client.zrange(Keys.WORKERS, recent)).stream()
            .filter(member -> member.startsWith(WORKER + ":"))
            .map(member -> member.substring(WORKER.length() + 1))
            // The last beat of one that was killed must not keep its successor from its partitions.
            .filter(name -> !name.equals(instance.name()) && !instance.isSurelyGone(name))
            .count()
        + 1;
  }

  private void acquire(int partition) throws TransientException {
    Lease lease =
        leases.computeIfAbsent(
            partition,
            number -> new Lease(redis, PartitionCommit.leaseName(number), instance, leaseTime));
    var epoch = lease.acquire();
    if (epoch.isEmpty()) {
      if (owned.remove(partition) != null) {
        log.atWarn().addKeyValue("partition", partition).log("partition lost");
      }
    } else if (owned.put(partition, epoch.get()) == null) {
      log.atInfo().addKeyValue("partition", partition).log("partition taken");
    }
  }

  private void release(int partition) throws TransientException {
    Lease lease = leases.get(partition);
    if (lease != null) {
      lease.release();
    }
    owned.remove(partition);
    log.atInfo().addKeyValue("partition", partition).log("partition given to another process");
  }

  /** Gives everything back, so that others need not wait. */
  @Override
  public void close() {
    for (int partition : owned.keySet()) {
      Lease lease = leases.get(partition);
      try {
        if (lease != null) {
          lease.release();
        }
      } catch (TransientException e) {
        log.atDebug().setCause(e).log("lease not given back; it expires by itself");
      }
    }
    owned.clear();
  }
}
