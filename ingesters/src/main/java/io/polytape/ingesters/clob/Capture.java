package io.polytape.ingesters.clob;

import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The capture of live data under one epoch of the lease: the connections, the thread that makes
 * events of frames, the one that publishes them, the one that looks after the connections and the
 * one that audits.
 */
final class Capture implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final long LARGEST_ANSWER = 64L * 1024 * 1024;

  /** Documented are 500 requests in 10 s. */
  private static final double AUDITS_PER_SECOND = 10;

  /**
   * How it captures.
   *
   * @param process name of this process
   * @param auditRate tokens per second compared with REST
   * @param room events that may wait for Redis
   */
  record Config(
      URI url,
      URI restUrl,
      String process,
      int tokensPerConnection,
      int redundancy,
      int maxFrame,
      int auditRate,
      int room,
      Timing timing) {}

  private final InstantSource clock;
  private final HeardQueue queue = new HeardQueue();
  private final TokenStates states = new TokenStates();
  private final EventCounts counts = new EventCounts();
  private final Oddities oddities;
  private final EventBuffers buffers;
  private final Gaps gaps;
  private final FrameHandler handler;
  private final Dialer dialer;
  private final Shards shards;
  private final Following following;
  private final SourceHttp http;
  private final Auditor auditor;
  private final AuditLoop auditing;
  private final PublishLoop publishing;
  private final Stopping stopListening = new Stopping();
  private final Stopping stopPublishing = new Stopping();
  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable Throwable bug;

  Capture(Redis redis, long epoch, Restart restart, Config config, InstantSource clock) {
    this.clock = clock;
    Timing timing = config.timing();
    this.oddities = new Oddities(clock);
    this.buffers = new EventBuffers(config.room(), clock.instant());
    var markets = new Markets(states, buffers);
    this.gaps = new Gaps(states, buffers, clock);
    this.handler = new FrameHandler(states, buffers, markets, counts, oddities, gaps);
    this.dialer =
        new Dialer(
            config.url(), config.process(), config.maxFrame(), timing.stagger(), queue, clock);
    var doubts = new Doubts(gaps, queue, oddities);
    this.shards =
        new Shards(
            new ShardPlan(config.tokensPerConnection()),
            config.redundancy(),
            dialer,
            timing,
            states,
            new FirstBooks(states, timing.firstBook(), doubts));
    doubts.cure(shards);
    this.following =
        new Following(
            new ActiveTokens(redis),
            states,
            shards,
            markets,
            gaps,
            queue,
            restart,
            timing.refresh(),
            clock);
    this.http = new SourceHttp("clob-rest", Duration.ofSeconds(10), LARGEST_ANSWER, clock);
    this.auditor =
        new Auditor(
            states,
            new BooksClient(
                config.restUrl(),
                http,
                new RateLimiter("clob /books", AUDITS_PER_SECOND, 5),
                clock),
            new CachedBooks(redis),
            doubts,
            timing.auditGrace(),
            clock);
    this.auditing =
        new AuditLoop(
            auditor,
            new Siblings(states, timing.auditGrace().multipliedBy(2)),
            (int) Math.max(1, config.auditRate() * timing.audit().toMillis() / 1_000),
            timing.audit(),
            stopListening);
    this.publishing =
        new PublishLoop(
            redis,
            new EventPublisher(redis, epoch),
            buffers,
            this::rolledBack,
            stopPublishing,
            clock);
    start("frames", this::handleUntilStopped);
    start("publish", publishing);
    start("connections", this::tickUntilStopped);
    if (config.auditRate() > 0) {
      start("audit", auditing);
    }
  }

  private void start(String name, Runnable work) {
    threads.add(
        Thread.ofPlatform()
            .name(name)
            .uncaughtExceptionHandler((thread, e) -> bug = e)
            .start(work));
  }

  /** Follows what the shared list says. Returns how much there was to do. */
  int refresh() throws TransientException, InterruptedException {
    if (bug != null) {
      // Half a capture is worse than none: the process ends and is started anew.
      throw new IllegalStateException("a thread of the capture ended", bug);
    }
    return following.refresh();
  }

  private List<MarketEvent> rolledBack(int partition, GapReason reason) {
    Instant from = buffers.heardUpTo().minus(Restart.LOST_BY_REDIS);
    var all = new ArrayList<MarketEvent>();
    for (TokenState state : states.all()) {
      if (Partitions.of(state.token()) == partition) {
        all.add(gaps.gap(state, reason, from, "Redis lost its last seconds"));
      }
    }
    return all;
  }

  private void handleUntilStopped() {
    try {
      while (true) {
        boolean isLast = stopListening.isRequested();
        List<Heard> heard = queue.take(HeardQueue.PATIENCE);
        heard.forEach(this::handle);
        if (isLast && heard.isEmpty()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Heard heard) {
    switch (heard) {
      case Heard.Frame frame -> {
        handler.frame(frame);
        buffers.heard(frame.at());
      }
      case Heard.Lost lost -> {
        handler.lost(lost);
        buffers.wake();
      }
      case Heard.Step step -> {
        step.action().run();
        buffers.wake();
      }
    }
  }

  private void tickUntilStopped() {
    try {
      while (!stopListening.isRequested()) {
        shards.tick(clock.instant());
        stopListening.await(TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean isFenced() {
    return publishing.isFenced();
  }

  Shards shards() {
    return shards;
  }

  TokenStates states() {
    return states;
  }

  EventBuffers buffers() {
    return buffers;
  }

  EventCounts counts() {
    return counts;
  }

  Oddities oddities() {
    return oddities;
  }

  PublishLoop publishing() {
    return publishing;
  }

  AuditLoop auditing() {
    return auditing;
  }

  Auditor auditor() {
    return auditor;
  }

  /** Stops listening, publishes what was heard if Redis lets it, and ends. */
  @Override
  public void close() {
    shards.close();
    stopListening.request();
    try {
      threads.get(0).join(DRAIN);
      Instant deadline = clock.instant().plus(DRAIN);
      while (!publishing.isIdle() && !isFenced() && clock.instant().isBefore(deadline)) {
        buffers.wake();
        Thread.sleep(5);
      }
      stopPublishing.request();
      buffers.wake();
      http.close();
      for (Thread thread : threads) {
        thread.join(DRAIN);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    dialer.close();
  }
}
