package io.polytape.common.worker;

import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A heartbeat written to the hash {@code worker:{name}:{instance}} once a second by a thread of its
 * own: {@code worker, instance, host, pid, state, reason, stage, started_at, beat_at, progress_at,
 * moved} and the worker's figures. Times are milliseconds since 1970. {@code beat_at} says that the
 * process lives; {@code progress_at} that its loop turns. The sorted set {@code polytape:workers}
 * lists who beats.
 */
public final class RedisHeartbeat implements Heartbeat, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedisHeartbeat.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final long EXPIRE_SECONDS = Duration.ofDays(1).toSeconds();

  private final Redis redis;
  private final String key;
  private final String member;
  private final InstantSource clock;
  private final Map<String, String> fixed;
  private final Map<String, String> figures = new ConcurrentHashMap<>();
  private final AtomicLong moved = new AtomicLong();
  private final Thread thread;
  private volatile String state = "starting";
  private volatile String stage = "";
  private volatile String reason = "";
  private volatile long progressAt;
  private volatile boolean waiting;
  private volatile boolean stopped;

  public RedisHeartbeat(Redis redis, String worker, Instance instance, InstantSource clock) {
    this.redis = redis;
    this.key = Keys.worker(worker, instance.name());
    this.member = worker + ":" + instance.name();
    this.clock = clock;
    this.fixed =
        Map.of(
            "worker", worker,
            "instance", instance.name(),
            "host", instance.host(),
            "pid", Long.toString(instance.pid()),
            "started_at", Long.toString(clock.millis()));
    this.progressAt = clock.millis();
    this.thread = Thread.ofPlatform().name("heartbeat").daemon().unstarted(this::beatUntilStopped);
    thread.start();
  }

  @Override
  public void progressed(int count) {
    moved.addAndGet(count);
    progressAt = clock.millis();
    // A step that waits on purpose also ends well: what it said stands until the next step.
    if (!waiting || count > 0) {
      state = "running";
      stage = "";
      reason = "";
    }
    waiting = false;
  }

  @Override
  public void failing(String stage, String reason) {
    this.state = "failing";
    this.stage = stage;
    this.reason = reason;
  }

  @Override
  public void waiting(String reason) {
    progressAt = clock.millis();
    this.waiting = true;
    this.state = "waiting";
    this.stage = "";
    this.reason = reason;
  }

  @Override
  public void figure(String name, String value) {
    figures.put(name, value);
  }

  private void beatUntilStopped() {
    boolean failed = false;
    while (!stopped) {
      try {
        beat();
        failed = false;
      } catch (TransientException e) {
        if (!failed) {
          log.atWarn().addKeyValue("reason", e.getMessage()).log("heartbeat cannot be written");
        }
        failed = true;
      }
      try {
        Thread.sleep(INTERVAL);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void beat() throws TransientException {
    var fields = new LinkedHashMap<>(fixed);
    fields.putAll(figures);
    fields.put("state", state);
    fields.put("stage", stage);
    fields.put("reason", reason.length() > 500 ? reason.substring(0, 500) : reason);
    fields.put("moved", Long.toString(moved.get()));
    fields.put("progress_at", Long.toString(progressAt));
    long now = clock.millis();
    fields.put("beat_at", Long.toString(now));
    redis.run(
        "heartbeat",
        client -> {
          client.hset(key, fields);
          // The list of heartbeats, so that nobody has to scan the whole key space for them.
          client.zadd(Keys.WORKERS, (double) now, member);
          client.zremrangeByScore(Keys.WORKERS, 0, now - EXPIRE_SECONDS * 1_000.0);
          return client.expire(key, EXPIRE_SECONDS);
        });
  }

  /** Says that the worker stopped on purpose. */
  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    state = "stopped";
    try {
      thread.join(Duration.ofSeconds(2));
      beat();
    } catch (TransientException e) {
      log.atDebug().setCause(e).log("last heartbeat not written");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
