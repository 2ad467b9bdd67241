package io.polytape.common.redis;

import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A name that one process holds at a time: {@code lease:{name}} holds its {@link Instance#token}
 * and expires unless renewed. Each time it changes hands {@code epoch:{name}} grows; every write
 * that needs the lease carries the epoch and is refused by its script when a newer one exists, so a
 * process that slept through its lease can do no harm however late it wakes.
 */
public final class Lease {
  private static final Script ACQUIRE = Script.beside(Lease.class, "lease-acquire.lua");
  private static final Script RELEASE = Script.beside(Lease.class, "lease-release.lua");

  private final Redis redis;
  private final String name;
  private final Instance instance;
  private final Duration time;

  /**
   * @param time how long it outlives its last renewal
   */
  public Lease(Redis redis, String name, Instance instance, Duration time) {
    this.redis = redis;
    this.name = name;
    this.instance = instance;
    this.time = time;
  }

  /**
   * Takes the lease when it is free or its holder is surely dead, renews it when already held.
   *
   * @return the epoch to write with, or empty when another process holds it
   */
  public Optional<Long> acquire() throws TransientException {
    String holder = redis.run("lease", client -> client.get(Keys.lease(name)));
    String dead = holder != null && instance.isSurelyDead(holder) ? holder : "";
    Object reply =
        ACQUIRE.run(
            redis,
            "lease",
            List.of(Script.bytes(Keys.lease(name)), Script.bytes(Keys.epoch(name))),
            List.of(
                Script.bytes(instance.token()), Script.bytes(time.toMillis()), Script.bytes(dead)));
    long epoch = (Long) reply;
    return epoch > 0 ? Optional.of(epoch) : Optional.empty();
  }

  /** Who holds it now, as a readable token. */
  public Optional<String> holder() throws TransientException {
    return Optional.ofNullable(redis.run("lease", client -> client.get(Keys.lease(name))));
  }

  /** Gives it back, so that the next process need not wait; harmless when not held. */
  public void release() throws TransientException {
    RELEASE.run(
        redis,
        "lease",
        List.of(Script.bytes(Keys.lease(name))),
        List.of(Script.bytes(instance.token())));
  }

  public String name() {
    return name;
  }

  Duration time() {
    return time;
  }
}
