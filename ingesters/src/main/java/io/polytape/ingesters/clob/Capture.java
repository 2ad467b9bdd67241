package io.polytape.ingesters.clob;

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
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The capture of live data under one epoch of the lease: the connections, the thread that makes
 * events of frames, the one that publishes them, and the one that looks after the connections.
 */
final class Capture implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Capture.class);
  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration DRAIN = Duration.ofSeconds(5);

  /**
   * How it captures.
   *
   * @param process name of this process
   * @param room events that may wait for Redis
   */
  record Config(
      URI url,
      String process,
      int tokensPerConnection,
      int redundancy,
      int maxFrame,
      int room,
      Timing timing) {}

  private final ActiveTokens active;
  private final Config config;
  private final InstantSource clock;
  private final Restart restart;
  private final HeardQueue queue = new HeardQueue();
  private final TokenStates states = new TokenStates();
  private final EventCounts counts = new EventCounts();
  private final Oddities oddities;
  private final EventBuffers buffers;
  private final Markets markets;
  private final Gaps gaps;
  private final FrameHandler handler;
  private final Dialer dialer;
  private final Shards shards;
  private final PublishLoop publishing;
  private final Stopping stopListening = new Stopping();
  private final Stopping stopPublishing = new Stopping();
  private final List<Thread> threads = new ArrayList<>();
  private Instant nextRefresh = Instant.MIN;
  private boolean isFirst = true;

  Capture(Redis redis, long epoch, Restart restart, Config config, InstantSource clock) {
    this.active = new ActiveTokens(redis);
    this.config = config;
    this.clock = clock;
    this.restart = restart;
    this.oddities = new Oddities(clock);
    this.buffers = new EventBuffers(config.room(), clock.instant());
    this.markets = new Markets(states, buffers);
    this.gaps = new Gaps(states, buffers, clock);
    this.handler = new FrameHandler(states, buffers, markets, counts, oddities, gaps);
    this.dialer =
        new Dialer(
            config.url(),
            config.process(),
            config.maxFrame(),
            config.timing().stagger(),
            queue,
            clock);
    this.shards =
        new Shards(
            config.tokensPerConnection(), config.redundancy(), dialer, config.timing(), states);
    this.publishing =
        new PublishLoop(
            redis,
            new EventPublisher(redis, epoch),
            buffers,
            this::rolledBack,
            stopPublishing,
            clock);
    threads.add(Thread.ofPlatform().name("frames").start(this::handleUntilStopped));
    threads.add(Thread.ofPlatform().name("publish").start(publishing));
    threads.add(Thread.ofPlatform().name("connections").start(this::tickUntilStopped));
  }

  /** Follows what the shared list says; does what markets asked for. Returns how much that was. */
  int refresh() throws TransientException, InterruptedException {
    int done = work();
    Instant now = clock.instant();
    if (now.isBefore(nextRefresh)) {
      return done;
    }
    nextRefresh = now.plus(config.timing().refresh());
    Set<String> wanted = active.read();
    Set<String> gone = new HashSet<>();
    for (TokenState state : states.all()) {
      if (!wanted.contains(state.token())) {
        gone.add(state.token());
      }
    }
    Set<String> fresh = new HashSet<>(wanted);
    fresh.removeIf(token -> states.get(token) != null);
    follow(active.known(fresh));
    leave(gone, active.known(gone));
    isFirst = false;
    return done + fresh.size() + gone.size();
  }

  private int work() throws TransientException {
    int done = 0;
    for (Markets.Task task = markets.next(); task != null; task = markets.next()) {
      try {
        switch (task) {
          case Markets.Task.LookUp(String slug) -> active.lookUp(slug);
          case Markets.Task.End(String token, String reason) -> {
            active.end(token, reason);
            nextRefresh = Instant.MIN;
          }
        }
        done++;
      } catch (TransientException e) {
        markets.again(task);
        throw e;
      }
    }
    return done;
  }

  private void follow(Map<String, ActiveTokens.Known> tokens) throws InterruptedException {
    var open = new ArrayList<String>();
    tokens.forEach(
        (token, known) -> {
          if (known.ended().isEmpty()) {
            states.follow(token, known.conditionId());
            open.add(token);
          }
        });
    if (open.isEmpty()) {
      return;
    }
    if (isFirst) {
      queue.put(new Heard.Step(() -> open.forEach(this::restarted)));
    }
    shards.add(open);
    log.atInfo().addKeyValue("tokens", open.size()).log("following more tokens");
  }

  private void restarted(String token) {
    TokenState state = states.get(token);
    restart
        .heardUpTo(Partitions.of(token))
        .ifPresent(
            heard -> {
              if (state != null) {
                gaps.lose(state, GapReason.RESTART, heard, "no ingester was at work");
              }
            });
  }

  private void leave(Collection<String> gone, Map<String, ActiveTokens.Known> known)
      throws InterruptedException {
    if (gone.isEmpty()) {
      return;
    }
    shards.remove(gone);
    queue.put(
        new Heard.Step(
            () -> {
              for (String token : gone) {
                TokenState state = states.forget(token);
                String reason = known.getOrDefault(token, new ActiveTokens.Known("", "")).ended();
                if (state != null) {
                  markets.ended(
                      token,
                      state.conditionId(),
                      reason.isEmpty() ? "unfollowed" : reason,
                      new FrameParser.Origin("", 0, clock.instant()));
                }
              }
            }));
    log.atInfo().addKeyValue("tokens", gone.size()).log("tokens are followed no longer");
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
        for (Heard each : heard) {
          handle(each);
        }
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

  /** Stops listening, publishes what was heard if Redis lets it, and ends. */
  @Override
  public void close() {
    shards.close();
    stopListening.request();
    try {
      threads.get(0).join(DRAIN);
      Instant deadline = clock.instant().plus(DRAIN);
      while (!buffers.isEmpty() && !isFenced() && clock.instant().isBefore(deadline)) {
        buffers.wake();
        Thread.sleep(5);
      }
      stopPublishing.request();
      buffers.wake();
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
