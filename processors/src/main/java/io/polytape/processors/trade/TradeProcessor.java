package io.polytape.processors.trade;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trade processor: one step reads a batch of fills, derives and publishes their trades, and
 * once a second looks after the parked ones and at how full the streams behind it are. Several may
 * run side by side.
 */
final class TradeProcessor implements Worker {
  private static final Logger log = LoggerFactory.getLogger(TradeProcessor.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration BLOCK = Duration.ofSeconds(1);

  private final Redis redis;
  private final ConsumerSlot slot;
  private final TradeSettings settings;
  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private final MarketIndex markets;
  private final ParkedFills parked;
  private final TradeCommit commit;
  private final Rate rate = new Rate();

  private @Nullable Tenure held;
  private @Nullable FillSource source;
  private long lostBefore;
  private long buried;
  private long nextLook;
  private Optional<String> full = Optional.empty();
  private Optional<String> tooManyParked = Optional.empty();

  TradeProcessor(
      Redis redis,
      ConsumerSlot slot,
      TradeSettings settings,
      Heartbeat heartbeat,
      InstantSource clock) {
    this.redis = redis;
    this.slot = slot;
    this.settings = settings;
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.markets = new MarketIndex(redis);
    this.parked = new ParkedFills(redis, markets, settings.parkedMaxAge());
    this.commit = new TradeCommit(redis);
  }

  @Override
  public int runOnce() throws TransientException {
    Tenure current = slot.held();
    FillSource fills = sourceOf(current);
    try {
      int released = look();
      if (full.isPresent()) {
        heartbeat.waiting(full.get());
        return 0;
      }
      List<Entry> entries =
          fills.next(tooManyParked.isEmpty(), released > 0 ? Duration.ZERO : BLOCK, clock.millis());
      int moved = released + process(current, entries);
      if (moved == 0 && tooManyParked.isPresent()) {
        heartbeat.waiting(tooManyParked.get());
      }
      return moved;
    } catch (TransientException e) {
      fills.startOver();
      throw e;
    }
  }

  private FillSource sourceOf(Tenure current) {
    if (source == null || !current.equals(held)) {
      lostBefore += source == null ? 0 : source.lost();
      held = current;
      source = new FillSource(redis, slot, current.slot(), settings.batch());
      heartbeat.figure("consumer", current.slot());
    }
    return source;
  }

  private int process(Tenure current, List<Entry> entries) throws TransientException {
    if (entries.isEmpty()) {
      return 0;
    }
    var batch = new FillBatch(entries, clock.millis());
    List<Effect> effects = batch.effects(markets.lookup(batch.tokens()));
    TradeCommit.Result result = commit.commit(current, effects, clock.millis());
    if (result.fenced()) {
      log.atWarn()
          .addKeyValue("consumer", current.slot())
          .addKeyValue("entries", entries.size())
          .log("batch dropped: the consumer slot has a newer holder");
      slot.renew();
      return 0;
    }
    if (result.buried() > 0) {
      buried += result.buried();
      log.atWarn()
          .addKeyValue("stream", Streams.ORDER_EVENTS.key())
          .addKeyValue("entries", result.buried())
          .log("entries set aside as dead letters");
    }
    parkedAre(result.waiting());
    rate.add(result.published());
    return entries.size();
  }

  private void parkedAre(long count) {
    boolean atCap = count >= settings.parkedMax();
    if (atCap != tooManyParked.isPresent()) {
      log.atWarn()
          .addKeyValue("parked", count)
          .addKeyValue("reading", !atCap)
          .log(atCap ? "too many fills wait for their market" : "parked fills are fewer again");
    }
    tooManyParked =
        atCap
            ? Optional.of(
                count + " fills wait for their market (PARKED_MAX); no new ones are read meanwhile")
            : Optional.empty();
  }

  /** Once a second: how full is what lies behind, and which parked fills can go on? */
  private int look() throws TransientException {
    long now = clock.millis();
    if (now < nextLook) {
      return 0;
    }
    full = fullStream();
    long count = parked.count();
    heartbeat.figure("parked", Long.toString(count));
    heartbeat.figure("parked_tokens", Long.toString(parked.tokens()));
    heartbeat.figure("trades_per_second", Long.toString(rate.perSecond(now)));
    heartbeat.figure("dead_letters", Long.toString(buried));
    heartbeat.figure(
        "lost_entries", Long.toString(lostBefore + (source == null ? 0 : source.lost())));
    int released = full.isPresent() ? 0 : parked.release(now);
    rate.add(released);
    parkedAre(count - released);
    // While there is more to release, go on at once.
    nextLook = released > 0 ? now : now + LOOK_EVERY.toMillis();
    return released;
  }

  /**
   * Why to publish nothing for now. Redis memory is no reason: only by going on does the input
   * become trimmable, and publishers stop well before it runs out.
   */
  private Optional<String> fullStream() throws TransientException {
    for (Streams stream : List.of(Streams.TRADES, Streams.DEAD_LETTERS)) {
      long length = redis.run("backpressure", client -> client.xlen(stream.key()));
      if (length >= stream.highMark()) {
        return Optional.of(
            stream.key() + " holds " + length + " entries; waiting until it has room");
      }
    }
    return Optional.empty();
  }
}
