package io.polytape.processors.alert;

import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is new, lets the rules watch it, and publishes what was raised or cleared together
 * with the positions, in one step. A step whose answer is lost is repeated as it was.
 */
final class AlertEngine implements Worker {
  /** Name of the lease that the one engine at work holds. */
  static final String LEASE = "alerts";

  private static final Logger log = LoggerFactory.getLogger(AlertEngine.class);
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

  private final HeldLease lease;
  private final List<AlertRule> rules;
  private final AlertStore store;
  private final AlertReader reader;
  private final Heartbeat heartbeat;
  private final InstantSource clock;

  private @Nullable Shift shift;
  private volatile boolean atWork;
  private long published;

  /** What hangs on one holding of the lease. */
  private static final class Shift {
    final long epoch;
    final Standings standings;
    final Watch watch;
    long step;
    AlertStore.@Nullable Commit underWay;
    Instant nextTick = Instant.MIN;
    Instant nextLook = Instant.MIN;

    Shift(long epoch, Standings standings, Watch watch, long step) {
      this.epoch = epoch;
      this.standings = standings;
      this.watch = watch;
      this.step = step;
    }
  }

  AlertEngine(
      Redis redis,
      HeldLease lease,
      List<AlertRule> rules,
      List<Webhook> webhooks,
      Heartbeat heartbeat,
      InstantSource clock) {
    this.lease = lease;
    this.rules = List.copyOf(rules);
    this.store = new AlertStore(redis, webhooks);
    this.reader = new AlertReader(redis);
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  /** Whether this engine held the lease in its last step. */
  boolean isAtWork() {
    return atWork;
  }

  @Override
  public int runOnce() throws TransientException {
    Optional<Long> epoch = lease.acquire();
    atWork = epoch.isPresent();
    if (epoch.isEmpty()) {
      shift = null;
      heartbeat.waiting("another alert-engine (" + lease.holder() + ") is at work");
      return 0;
    }
    Shift now = shift;
    if (now == null || now.epoch != epoch.get()) {
      now = begin(epoch.get());
      shift = now;
    }
    if (now.underWay != null) {
      return commit(now, now.underWay) ? 1 : 0;
    }
    return work(now);
  }

  private Shift begin(long epoch) throws TransientException {
    AlertStore.State state = store.load();
    reader.begin(state.positions());
    var standings = new Standings(rules, state.standings());
    var watch = new Watch(rules, standings, state.openGaps(), clock.instant());
    log.atInfo()
        .addKeyValue("rules", rules.size())
        .addKeyValue("standing", state.standings().size())
        .log("alert engine begins");
    return new Shift(epoch, standings, watch, state.step());
  }

  private int work(Shift now) throws TransientException {
    lookAround(now);
    List<AlertReader.Read> entries = reader.read(WAIT);
    Instant time = clock.instant();
    entries.forEach(each -> now.watch.read(each, time));
    boolean isDue = !time.isBefore(now.nextTick);
    if (isDue) {
      now.nextTick = time.plus(TICK);
      now.watch.tick(time);
      figures(now);
    }
    if (isDue || now.watch.hasChanges()) {
      var next =
          new AlertStore.Commit(
              now.epoch,
              now.step + 1,
              reader.positions(),
              now.standings.takePending(),
              now.watch.takeGapChanges());
      now.underWay = next;
      if (!commit(now, next)) {
        return 0;
      }
    }
    return entries.size();
  }

  private void lookAround(Shift now) throws TransientException {
    Instant time = clock.instant();
    if (!time.isBefore(now.nextLook)) {
      Set<String> followed = reader.followed();
      reader.checkPositions();
      now.watch.retain(followed, time);
      now.nextLook = time.plus(LOOK_AROUND);
    }
  }

  /** Whether it is done; if not it is repeated, or everything begins anew. */
  private boolean commit(Shift now, AlertStore.Commit commit) throws TransientException {
    AlertStore.Outcome outcome = store.commit(commit, clock.millis());
    return switch (outcome) {
      case OK -> {
        now.underWay = null;
        now.step = commit.step();
        published += commit.pending().alerts.size();
        yield true;
      }
      case FULL -> {
        heartbeat.waiting(Streams.ALERTS.key() + " is full; waiting for its readers");
        yield false;
      }
      case FENCED, LOST -> {
        shift = null;
        log.atWarn().addKeyValue("outcome", outcome).log("alert engine begins anew");
        yield false;
      }
    };
  }

  private void figures(Shift now) {
    heartbeat.figure("rules", Integer.toString(rules.size()));
    heartbeat.figure("raised", Long.toString(now.standings.raised()));
    heartbeat.figure("suppressed", Long.toString(now.standings.suppressed()));
    heartbeat.figure("alerts", Long.toString(published));
    heartbeat.figure("late", Long.toString(now.watch.late()));
    heartbeat.figure("unreadable", Long.toString(now.watch.unreadable()));
    heartbeat.figure("open_gaps", Integer.toString(now.watch.openGaps()));
  }
}
