package io.polytape.ingesters.goldsky;

import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.stream.PagePublisher.Outcome;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import io.polytape.ingesters.goldsky.FillQuery.FromTime;
import io.polytape.ingesters.goldsky.FillQuery.WithinSecond;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks through the fills and publishes them: first the history at full speed, then the tail, of
 * which a little is read again at each poll so that late rows are found. One step is one page.
 */
final class FillsPoller implements Worker {
  private static final Logger log = LoggerFactory.getLogger(FillsPoller.class);
  private static final Duration RECENT = Duration.ofMinutes(10);
  private static final int MOST_MALFORMED = 3;
  private static final int MOST_UNPROVEN = 8;

  /**
   * How it polls.
   *
   * @param start second to begin at when nothing is published yet
   * @param poll time between two readings of the tail
   * @param overlap how far before the newest fill the tail is read again
   */
  record Config(long start, Duration poll, Duration overlap) {}

  private final Redis redis;
  private final HeldLease lease;
  private final Backpressure backpressure;
  private final GoldskyClient client;
  private final PageAhead ahead;
  private final FillPublisher publisher;
  private final FillWalk walk;
  private final SourceStatus status;
  private final Heartbeat heartbeat;
  private final Config config;
  private final InstantSource clock;

  private @Nullable Position position;
  private long heldEpoch = -1;
  private boolean following;
  private Instant nextPoll = Instant.MIN;
  private int malformed;
  private int unproven;

  FillsPoller(
      Redis redis,
      HeldLease lease,
      Backpressure backpressure,
      GoldskyClient client,
      PageAhead ahead,
      FillPublisher publisher,
      SourceStatus status,
      Heartbeat heartbeat,
      Config config,
      InstantSource clock) {
    this.redis = redis;
    this.lease = lease;
    this.backpressure = backpressure;
    this.client = client;
    this.ahead = ahead;
    this.publisher = publisher;
    this.walk = new FillWalk(client.first());
    this.status = status;
    this.heartbeat = heartbeat;
    this.config = config;
    this.clock = clock;
  }

  @Override
  public int runOnce() throws TransientException, InterruptedException {
    Optional<Long> epoch = lease.acquire();
    if (epoch.isEmpty()) {
      forget();
      heartbeat.waiting("another goldsky-ingester (" + lease.holder() + ") holds the source");
      return 0;
    }
    if (epoch.get() != heldEpoch) {
      // The lease came to us, or somebody moved the watermark by hand.
      forget();
      heldEpoch = epoch.get();
    }
    Optional<String> reason = backpressure.reason();
    if (reason.isPresent()) {
      heartbeat.waiting(reason.get());
      return 0;
    }
    Position at = position;
    if (at == null) {
      at = Position.read(redis, config.start());
      position = at;
      nextPoll = Instant.MIN;
      status.resumed(at.published());
    }
    Instant now = clock.instant();
    if (following && now.isBefore(nextPoll)) {
      return 0;
    }
    FillQuery query = at.query();
    FillPage page = fetch(query);
    status.observe(page, now);
    return publish(epoch.get(), at, query, page);
  }

  private FillPage fetch(FillQuery query) throws TransientException, InterruptedException {
    try {
      FillPage page =
          switch (query) {
            case FromTime from when !following -> ahead.page(from);
            default -> client.fetch(query);
          };
      malformed = 0;
      return page;
    } catch (MalformedPageException e) {
      if (++malformed < MOST_MALFORMED) {
        throw e;
      }
      return client.salvage(query);
    }
  }

  private int publish(long epoch, Position at, FillQuery query, FillPage page)
      throws TransientException {
    FillWalk.Step step = proven(query, walk.step(at.walked(), page));
    Instant now = clock.instant();
    for (FillRow.Damaged damaged : page.unplaced()) {
      publisher.setAside(damaged, damaged.reason(), now);
    }
    boolean recent = !page.isEmpty() && page.lastTimestamp() > now.minus(RECENT).getEpochSecond();
    // What is read again must stay remembered until all of it has been read.
    boolean remember = recent || !step.full() || at.isBehind(step);
    int added = 0;
    if (at.moves(step)) {
      Outcome outcome =
          publisher.publish(
              epoch,
              at.published(),
              at.stored(),
              step.cursor(),
              step.rows(),
              remember,
              status.newest(),
              now);
      switch (outcome) {
        case Outcome.Published published -> added = published.added();
        case Outcome.Fenced fenced -> {
          log.atWarn().addKeyValue("epoch", fenced.epoch()).log("another ingester took over");
          forget();
          return 0;
        }
        case Outcome.Moved moved -> {
          log.atWarn().addKeyValue("cursor", moved.cursor()).log("watermark was moved; following");
          forget();
          return 1;
        }
        case Outcome.Rewound rewound -> {
          log.atWarn()
              .addKeyValue("cursor", rewound.cursor())
              .log("stream lost entries; reading them again from the source");
          forget();
          return 1;
        }
      }
    }
    Position next = at.after(step, remember);
    position = next;
    if (step.full()) {
      following = following && remember;
      if (!following && query instanceof FromTime && step.next() instanceof FromTime) {
        ahead.guess(step.cursor(), page, now.minus(RECENT).getEpochSecond());
      }
      status.report(following, added, next.published(), now);
      return Math.max(1, added);
    }
    if (!following) {
      ahead.clear();
    }
    following = true;
    nextPoll = now.plus(config.poll());
    position = next.again(config.overlap());
    status.report(true, added, next.published(), now);
    return added;
  }

  /** A second read by id ends with proof, or after many answers in a row that contradict us. */
  private FillWalk.Step proven(FillQuery query, FillWalk.Step step) throws TransientException {
    if (!(query instanceof WithinSecond second) || step.full()) {
      unproven = 0;
      return step;
    }
    if (++unproven < MOST_UNPROVEN) {
      throw new TransientException(
          GoldskyClient.STAGE, "the answer lacks fills that were there before");
    }
    unproven = 0;
    log.atWarn()
        .addKeyValue("timestamp", second.timestamp())
        .addKeyValue("id", second.last())
        .log("a published fill is gone at the source; going on after its second");
    return FillWalk.stepOver(second);
  }

  private void forget() {
    position = null;
    following = false;
    ahead.clear();
  }
}
