package io.polytape.processors.alert;

import static io.polytape.common.redis.Script.bytes;

import io.polytape.common.live.Alert;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine keeps in Redis, and the one step that changes it. */
final class AlertStore {
  private static final Logger log = LoggerFactory.getLogger(AlertStore.class);
  private static final Script COMMIT = Script.beside(AlertStore.class, "commit-alerts.lua");
  private static final String STEP = "step";

  private final Redis redis;
  private final List<Webhook> webhooks;

  AlertStore(Redis redis, List<Webhook> webhooks) {
    this.redis = redis;
    this.webhooks = List.copyOf(webhooks);
  }

  /**
   * What an earlier engine left.
   *
   * @param step number of its last commit
   * @param positions stream to the id of the last entry that was read
   * @param openGaps token to when its gap began
   */
  record State(
      long step,
      Map<String, String> positions,
      Map<Standings.Key, Standing> standings,
      Map<String, Instant> openGaps) {}

  /**
   * One step's changes; its bytes are made once, so that a repetition is the same step.
   *
   * @param openGaps token to when its gap began, or {@link Instant#MIN} when it ended
   */
  record Commit(
      long epoch,
      long step,
      Map<String, String> positions,
      Standings.Pending pending,
      Map<String, Instant> openGaps) {}

  /** How a commit went. */
  enum Outcome {
    OK,
    /** Another engine holds the lease. */
    FENCED,
    /** Redis knows less than we do: it lost its last second. */
    LOST,
    /** The stream of alerts is at its high mark. */
    FULL
  }

  State load() throws TransientException {
    Map<String, String> positions =
        new HashMap<>(redis.run("load", client -> client.hgetAll(Keys.ALERT_POSITIONS)));
    String step = positions.remove(STEP);
    var standings = new HashMap<Standings.Key, Standing>();
    for (var each :
        redis.run("load", client -> client.hgetAll(bytes(Keys.ALERT_STANDINGS))).entrySet()) {
      String field = Script.text(each.getKey());
      try {
        standings.put(Standings.Key.parse(field), Standing.decode(each.getValue()));
      } catch (UndecodableException e) {
        log.atWarn()
            .addKeyValue("field", field)
            .addKeyValue("reason", e.getMessage())
            .log("standing alert cannot be read and is forgotten");
      }
    }
    var gaps = new HashMap<String, Instant>();
    redis
        .run("load", client -> client.hgetAll(Keys.ALERT_GAPS))
        .forEach((token, since) -> gaps.put(token, Instant.ofEpochMilli(Long.parseLong(since))));
    return new State(step == null ? 0 : Long.parseLong(step), positions, standings, gaps);
  }

  Outcome commit(Commit commit, long nowMillis) throws TransientException {
    var keys = new ArrayList<byte[]>();
    keys.add(bytes(Keys.epoch(AlertEngine.LEASE)));
    keys.add(bytes(Keys.ALERT_POSITIONS));
    keys.add(bytes(Keys.ALERT_STANDINGS));
    keys.add(bytes(Keys.ALERT_GAPS));
    keys.add(bytes(Streams.ALERTS.key()));
    webhooks.forEach(each -> keys.add(bytes(each.queue())));
    var arguments = new ArrayList<byte[]>();
    arguments.add(bytes(commit.epoch()));
    arguments.add(bytes(commit.step()));
    arguments.add(bytes(Streams.CURRENT_VERSION));
    arguments.add(bytes(Keys.ALERT_CHANNEL));
    arguments.add(bytes(Streams.ALERTS.highMark()));
    arguments.add(bytes(Webhook.MOST_WAITING));
    arguments.add(bytes(nowMillis));
    arguments.add(bytes(commit.positions().size()));
    arguments.add(bytes(commit.pending().changes.size()));
    arguments.add(bytes(commit.openGaps().size()));
    commit
        .positions()
        .forEach(
            (stream, id) -> {
              arguments.add(bytes(stream));
              arguments.add(bytes(id));
            });
    commit
        .pending()
        .changes
        .forEach(
            (key, standing) -> {
              arguments.add(bytes(key.text()));
              arguments.add(standing.map(Standing::encode).orElse(bytes("")));
            });
    commit
        .openGaps()
        .forEach(
            (token, since) -> {
              arguments.add(bytes(token));
              arguments.add(since.equals(Instant.MIN) ? bytes("") : bytes(since.toEpochMilli()));
            });
    for (Alert alert : commit.pending().alerts) {
      arguments.add(LiveRowCodec.encode(alert));
      arguments.add(AlertJson.encode(alert));
    }
    return Outcome.valueOf(Script.text(COMMIT.run(redis, "commit", keys, arguments)));
  }
}
