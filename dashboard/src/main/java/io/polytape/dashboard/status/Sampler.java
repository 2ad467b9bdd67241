package io.polytape.dashboard.status;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Makes one {@link Status} for each step out of what two watches know and hands it on. Nobody who
 * looks at the page asks an engine anything.
 */
public final class Sampler implements Worker, AutoCloseable {
  private static final Duration REDIS_INTERVAL = Duration.ofSeconds(1);
  private static final Duration CLICKHOUSE_INTERVAL = Duration.ofSeconds(2);
  private static final Duration REDIS_PATIENCE = Duration.ofSeconds(5);
  private static final Duration CLICKHOUSE_PATIENCE = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final Function<Instant, LiveStatus> live;
  private final Consumer<Status> listener;
  private final StatusComposer composer;
  private final ClickHouseQuestions clickHouseQuestions;
  private final Watch<RedisAnswer> redis;
  private final Watch<ClickHouseAnswer> clickHouse;

  /**
   * Starts watching; {@code live} is asked and {@code listener} gets every status, both on the
   * thread that runs the steps.
   */
  public Sampler(
      Redis redis,
      ClickHouse clickHouse,
      Function<Instant, LiveStatus> live,
      InstantSource clock,
      Consumer<Status> listener) {
    this.clock = clock;
    this.live = live;
    this.listener = listener;
    this.composer =
        new StatusComposer(redis.address(), clickHouse.host() + ":" + clickHouse.port());
    this.clickHouseQuestions = new ClickHouseQuestions(clickHouse);
    this.redis =
        new Watch<>("redis", new RedisQuestions(redis), REDIS_INTERVAL, REDIS_PATIENCE, clock);
    this.clickHouse =
        new Watch<>(
            "clickhouse", clickHouseQuestions, CLICKHOUSE_INTERVAL, CLICKHOUSE_PATIENCE, clock);
  }

  @Override
  public int runOnce() {
    Instant now = clock.instant();
    listener.accept(
        composer.compose(redis.latest(now), clickHouse.latest(now), live.apply(now), now));
    return 0;
  }

  @Override
  public void close() {
    redis.close();
    clickHouse.close();
    clickHouseQuestions.close();
  }
}
