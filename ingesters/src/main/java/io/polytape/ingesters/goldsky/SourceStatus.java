package io.polytape.ingesters.goldsky;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.goldsky.SourceClocks.State;
import java.time.Instant;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says how the source is and how the walk gets on: in the log, the heartbeat and the watermark. */
final class SourceStatus {
  private static final Logger log = LoggerFactory.getLogger(SourceStatus.class);

  private final Redis redis;
  private final SourceClocks clocks;
  private final Heartbeat heartbeat;
  private Progress progress = new Progress();
  private State state = State.CATCHING_UP;
  private Map<String, String> shown = Map.of();

  SourceStatus(Redis redis, SourceClocks clocks, Heartbeat heartbeat) {
    this.redis = redis;
    this.clocks = clocks;
    this.heartbeat = heartbeat;
  }

  /** A walk begins at a watermark. */
  void resumed(FillCursor published) {
    clocks.published(published.timestamp());
    progress = new Progress();
    log.atInfo()
        .addKeyValue("source", FillDecoder.SOURCE)
        .addKeyValue("cursor", published)
        .log("reading fills");
  }

  void observe(FillPage page, Instant now) {
    clocks.observe(page, now);
  }

  /** Time of the newest fill known, seconds. */
  long newest() {
    return clocks.newestEvent();
  }

  /** A step ended. */
  void report(boolean following, int added, FillCursor published, Instant now)
      throws TransientException {
    State before = state;
    state = clocks.state(!following, now);
    if (state != before) {
      changed(before, now);
    }
    String position = Instant.ofEpochSecond(published.timestamp()).toString();
    heartbeat.figure("phase", state.label());
    heartbeat.figure("source_state", state.label());
    heartbeat.figure("position", position);
    progress
        .moved(added, published.timestamp(), now)
        .ifPresent(report -> progressed(report, position, following));
    var fields =
        Map.of(
            "source_state", state.label(),
            "head_block", Long.toString(clocks.headBlock()),
            "newest_event", Long.toString(clocks.newestEvent()));
    if (!fields.equals(shown) && (following || state != before)) {
      redis.run("watermark", client -> client.hset(Keys.watermark(FillDecoder.SOURCE), fields));
      shown = fields;
    }
  }

  private void progressed(Progress.Report report, String position, boolean following) {
    heartbeat.figure("events_per_second", Long.toString(report.eventsPerSecond()));
    heartbeat.figure("eta_seconds", following ? "0" : Long.toString(report.secondsLeft()));
    if (!following) {
      log.atInfo()
          .addKeyValue("source", FillDecoder.SOURCE)
          .addKeyValue("events_per_second", report.eventsPerSecond())
          .addKeyValue("position", position)
          .addKeyValue("seconds_left", report.secondsLeft())
          .log("catching up");
    }
  }

  private void changed(State before, Instant now) {
    boolean bad = state == State.STALE || state == State.FAILING;
    (bad ? log.atWarn() : log.atInfo())
        .addKeyValue("source", FillDecoder.SOURCE)
        .addKeyValue("from", before.label())
        .addKeyValue("to", state.label())
        .addKeyValue("head_block", clocks.headBlock())
        .addKeyValue("newest_event_age_seconds", now.getEpochSecond() - clocks.newestEvent())
        .log(bad ? "source answers but has stopped" : "source changed its state");
  }
}
