package io.polytape.ingesters.gamma;

import io.polytape.common.market.Market;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Backpressure;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Watermark;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import io.polytape.ingesters.gamma.GammaClient.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the record of markets: all of them at start, then what is new or changed, the open ones
 * again and again, and at once those that parked fills wait for. One step is one request.
 */
final class MarketsPoller implements Worker {
  private static final Logger log = LoggerFactory.getLogger(MarketsPoller.class);
  private static final Duration PARKED_EVERY = Duration.ofSeconds(1);
  private static final Duration BREATH = Duration.ofSeconds(2);
  private static final int SMALL_SWEEP = 50;
  private static final Parameter TAGS = new Parameter("include_tag", "true");
  private static final Parameter OPEN = new Parameter("closed", "false");
  private static final Parameter CLOSED = new Parameter("closed", "true");

  /**
   * How it polls.
   *
   * @param poll time between two looks for what is new or changed
   * @param refresh longest time between two readings of an open market
   * @param closedEvery time between two readings of all closed markets
   */
  record Config(Duration poll, Duration refresh, Duration closedEvery) {}

  private final Redis redis;
  private final HeldLease lease;
  private final Backpressure backpressure;
  private final GammaClient client;
  private final EventIndex events;
  private final MarketPage reader;
  private final MarketPublisher publisher;
  private final Followed followed;
  private final Discovery discovery;
  private final ParkedTokens parked;
  private final Heartbeat heartbeat;
  private final Config config;
  private final InstantSource clock;

  private long heldEpoch = -1;
  private @Nullable String generation;
  private boolean tagsInline;
  private @Nullable Sweep eventSweep;
  private @Nullable Sweep openSweep;
  private @Nullable Sweep closedEventSweep;
  private @Nullable Sweep closedSweep;
  private OpenMarkets openMarkets = new OpenMarkets();
  private Changes changes;
  private Instant openStarted = Instant.MIN;
  private int openPages;
  private Instant nextParked = Instant.MIN;
  private Instant nextOpen = Instant.MIN;
  private Instant nextClosed = Instant.MIN;

  MarketsPoller(
      Redis redis,
      HeldLease lease,
      Backpressure backpressure,
      GammaClient client,
      EventIndex events,
      MarketPage reader,
      Followed followed,
      Discovery discovery,
      Heartbeat heartbeat,
      Config config,
      InstantSource clock) {
    this.redis = redis;
    this.lease = lease;
    this.backpressure = backpressure;
    this.client = client;
    this.events = events;
    this.reader = reader;
    this.publisher = new MarketPublisher(redis);
    this.followed = followed;
    this.discovery = discovery;
    this.parked = new ParkedTokens(redis);
    this.heartbeat = heartbeat;
    this.config = config;
    this.clock = clock;
    this.changes = new Changes(client, config.poll());
  }

  @Override
  public int runOnce() throws TransientException, InterruptedException {
    Optional<Long> held = lease.acquire();
    if (held.isEmpty()) {
      forget();
      heartbeat.waiting("another polymarket-ingester (" + lease.holder() + ") holds the source");
      return 0;
    }
    Optional<String> reason = backpressure.reason();
    if (reason.isPresent()) {
      heartbeat.waiting(reason.get());
      return 0;
    }
    long epoch = held.get();
    if (epoch != heldEpoch) {
      // The lease came to us, or somebody asked for the whole record once more.
      forget();
      heldEpoch = epoch;
    }
    if (generation == null) {
      begin();
    }
    Instant now = clock.instant();
    if (!now.isBefore(nextParked)) {
      nextParked = now.plus(PARKED_EVERY);
      List<String> tokens = parked.due(now);
      if (!tokens.isEmpty()) {
        return lookUpTokens(epoch, tokens, now);
      }
    }
    int discovered =
        discovery.step(epoch, now, rows -> publish(epoch, new ReadRows(rows, now), now));
    if (discovery.takeTrigger()) {
      nextOpen = Instant.MIN;
    }
    if (discovered > 0) {
      return discovered;
    }
    if (openSweep != null || !now.isBefore(nextOpen)) {
      return open(epoch, now);
    }
    List<String> missing = openMarkets.missing();
    if (!missing.isEmpty()) {
      return lookUpMissing(epoch, missing, now);
    }
    if (changes.isDue(now)) {
      publish(epoch, changes.next(now), now);
      changes.taken();
      return 1;
    }
    if (closedSweep != null || !now.isBefore(nextClosed)) {
      return closed(epoch, now);
    }
    heartbeat.figure("phase", "following");
    return 0;
  }

  private void begin() throws TransientException, InterruptedException {
    tagsInline =
        client.some("markets", List.of(OPEN, TAGS)) instanceof GammaClient.Answer.Page page
            && page.rows().stream().anyMatch(row -> !row.path("tags").isEmpty());
    generation = Watermark.read(redis, GammaClient.STAGE).fields().getOrDefault("generation", "");
    log.atInfo()
        .addKeyValue("source", GammaClient.STAGE)
        .addKeyValue("tags", tagsInline ? "with the markets" : "from the events")
        .log("reading markets");
  }

  /** A page of the open markets, or before them of their events. */
  private int open(long epoch, Instant now) throws TransientException, InterruptedException {
    if (openSweep == null) {
      openSweep = new Sweep(client, "markets", List.of(OPEN, TAGS));
      eventSweep = tagsInline ? null : new Sweep(client, "events", List.of(OPEN));
      openStarted = now;
      openPages = 0;
      followed.restart();
      openMarkets.restart();
    }
    if (eventSweep != null && !eventSweep.isDone()) {
      learn(eventSweep, now);
      return 1;
    }
    heartbeat.figure("phase", "reading open markets");
    ReadRows page = openSweep.next(now);
    // A sweep that lost a page would have its markets followed no longer.
    publish(epoch, page, now).forEach(followed::open);
    openSweep.taken();
    openPages++;
    openMarkets.saw(page.rows());
    if (openSweep.isDone()) {
      openSweep = null;
      openMarkets.finish();
      followed.finish(epoch);
      Duration every = openPages <= SMALL_SWEEP ? config.poll() : config.refresh();
      nextOpen = later(openStarted.plus(every), now.plus(BREATH));
      heartbeat.figure("open_markets", Integer.toString(openMarkets.size()));
      swept(now);
    }
    return 1;
  }

  private void learn(Sweep sweep, Instant now) throws TransientException, InterruptedException {
    events.learn(sweep.next(now).rows());
    sweep.taken();
  }

  /** A page of the closed markets, or before them of their events. */
  private int closed(long epoch, Instant now) throws TransientException, InterruptedException {
    if (closedSweep == null) {
      closedSweep = new Sweep(client, "markets", List.of(CLOSED, TAGS));
      closedEventSweep = tagsInline ? null : new Sweep(client, "events", List.of(CLOSED));
    }
    if (closedEventSweep != null && !closedEventSweep.isDone()) {
      learn(closedEventSweep, now);
      return 1;
    }
    heartbeat.figure("phase", "reading closed markets");
    publish(epoch, closedSweep.next(now), now);
    closedSweep.taken();
    if (closedSweep.isDone()) {
      closedSweep = null;
      nextClosed = now.plus(config.closedEvery());
    }
    return 1;
  }

  private int lookUpTokens(long epoch, List<String> tokens, Instant now)
      throws TransientException, InterruptedException {
    int found = lookUp(epoch, "clob_token_ids", tokens, OPEN, now).size();
    found += lookUp(epoch, "clob_token_ids", tokens, CLOSED, now).size();
    parked.asked(tokens, now);
    return Math.max(1, found);
  }

  private int lookUpMissing(long epoch, List<String> ids, Instant now)
      throws TransientException, InterruptedException {
    openMarkets.found(lookUp(epoch, "id", ids, CLOSED, now));
    openMarkets.found(lookUp(epoch, "id", ids, OPEN, now));
    openMarkets.asked(ids);
    return 1;
  }

  private List<Market> lookUp(
      long epoch, String name, List<String> values, Parameter closed, Instant now)
      throws TransientException, InterruptedException {
    var parameters = new java.util.ArrayList<>(List.of(closed, TAGS));
    values.forEach(value -> parameters.add(new Parameter(name, value)));
    return client.some("markets", parameters) instanceof GammaClient.Answer.Page page
        ? publish(epoch, new ReadRows(page.rows(), now), now)
        : List.of();
  }

  private List<Market> publish(long epoch, ReadRows page, Instant now) throws TransientException {
    if (page.rows().isEmpty() || generation == null) {
      return List.of();
    }
    List<Market> markets = reader.read(page.rows(), page.readAt());
    switch (publisher.publish(epoch, generation, markets, now)) {
      case MarketPublisher.Outcome.Published published -> heartbeat.progressed(published.added());
      case MarketPublisher.Outcome.Fenced fenced -> {
        // Not even the rest of this step may go on with sweeps that are no longer ours.
        forget();
        throw new TransientException(
            "lease", "another polymarket-ingester took over with epoch " + fenced.epoch());
      }
    }
    return markets;
  }

  private void swept(Instant now) throws TransientException {
    var fields =
        Map.of(
            "updated_at", Long.toString(now.toEpochMilli()),
            "open_markets", Integer.toString(openMarkets.size()),
            "source_state", "following");
    redis.run("watermark", redis -> redis.hset(Keys.watermark(GammaClient.STAGE), fields));
  }

  private void forget() {
    generation = null;
    eventSweep = null;
    openSweep = null;
    closedEventSweep = null;
    closedSweep = null;
    openMarkets = new OpenMarkets();
    changes = new Changes(client, config.poll());
    discovery.forget();
    nextOpen = Instant.MIN;
    nextClosed = Instant.MIN;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
