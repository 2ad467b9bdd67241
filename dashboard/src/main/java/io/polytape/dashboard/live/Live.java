package io.polytape.dashboard.live;

import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.dashboard.status.LiveStatus;
import io.polytape.dashboard.status.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/** The live part of the dashboard: everything that it reads, on threads of its own. */
public final class Live implements AutoCloseable {
  private static final int MOST_VIEWERS = 50;
  private static final int QUEUE = 2_000;
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final LiveBoard board;
  private final Feed feed;
  private final HotCache hotCache;
  private final DiscoveryRequests discovery;
  private final TokenHistory history;
  private final RecentSeed seed;
  private final Watch<LiveAnswer> answers;
  private final Watch<Followed> followed;

  public Live(Redis redis, ClickHouse clickHouse, InstantSource clock) {
    this(redis, clickHouse, clock, MOST_VIEWERS, QUEUE);
  }

  /**
   * With other bounds.
   *
   * @param mostViewers of events
   * @param queue events that wait for a viewer at most
   */
  public Live(Redis redis, ClickHouse clickHouse, InstantSource clock, int mostViewers, int queue) {
    this.clock = clock;
    var recent = new Recent();
    this.board = new LiveBoard(recent);
    this.feed = new Feed(redis, recent, mostViewers, queue);
    this.hotCache = new HotCache(redis);
    this.discovery = new DiscoveryRequests(redis);
    this.history = new TokenHistory(clickHouse, clock);
    this.seed = new RecentSeed(clickHouse, recent);
    this.answers = new Watch<>("live", new LiveQuestions(redis), INTERVAL, PATIENCE, clock);
    this.followed =
        new Watch<>("followed", new FollowedQuestions(redis), INTERVAL, PATIENCE, clock);
  }

  /** The live part at a moment; one thread only. */
  public LiveStatus status(Instant now) {
    return board.compose(answers.latest(now), followed.latest(now), feed.figures(), now);
  }

  public Followed followed() {
    return Objects.requireNonNullElse(followed.latest(clock.instant()).value(), Followed.NONE);
  }

  public TokenTally.Named named() {
    return TokenTally.Named.of(followed());
  }

  public Feed feed() {
    return feed;
  }

  public HotCache hotCache() {
    return hotCache;
  }

  public DiscoveryRequests discovery() {
    return discovery;
  }

  public TokenHistory history() {
    return history;
  }

  @Override
  public void close() {
    feed.close();
    answers.close();
    followed.close();
    seed.close();
    history.close();
  }
}
