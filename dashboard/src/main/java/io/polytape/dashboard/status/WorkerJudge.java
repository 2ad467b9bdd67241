package io.polytape.dashboard.status;

import io.polytape.dashboard.status.WorkerStatus.InstanceStatus;
import io.polytape.dashboard.status.WorkerStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Says of each worker how it is, from its heartbeats. A beat counts as fresh by when it was seen to
 * change, so that a clock that goes wrong on another machine makes nobody dead or immortal. One
 * thread only.
 */
final class WorkerJudge {
  static final Duration LATE_AFTER = Duration.ofSeconds(4);
  static final Duration DOWN_AFTER = Duration.ofSeconds(15);
  static final Duration STUCK_AFTER = Duration.ofMinutes(2);

  /** Workers without which the pipeline is not complete, in the order in which events flow. */
  static final List<String> EXPECTED =
      List.of("polymarket-ingester", "goldsky-ingester", "trade-processor", "clickhouse-writer");

  /** Workers without which it is not, once tokens are followed live. */
  static final List<String> EXPECTED_LIVE =
      List.of(
          "polymarket-ingester",
          "goldsky-ingester",
          "websocket-ingester",
          "trade-processor",
          "book-processor",
          "clickhouse-writer");

  private static final Set<String> FIXED =
      Set.of(
          "worker",
          "instance",
          "host",
          "pid",
          "state",
          "reason",
          "stage",
          "started_at",
          "beat_at",
          "progress_at",
          "moved");

  private final Map<String, Seen> beats = new HashMap<>();
  private final RateMeter meter = new RateMeter(Duration.ofSeconds(10));

  private record Seen(long beat, Instant at) {}

  /**
   * Judges them.
   *
   * @param isLive whether tokens are followed, so that their workers must be there
   */
  List<WorkerStatus> judge(
      List<Map<String, String>> heartbeats, boolean isLive, Instant readAt, Instant now) {
    var instances = new LinkedHashMap<String, List<InstanceStatus>>();
    List<String> expected = isLive ? EXPECTED_LIVE : EXPECTED;
    expected.forEach(name -> instances.put(name, new ArrayList<>()));
    var ids = new HashSet<String>();
    for (Map<String, String> fields : heartbeats) {
      String worker = fields.getOrDefault("worker", "");
      String id = worker + ":" + fields.getOrDefault("instance", "");
      if (!worker.isEmpty() && ids.add(id)) {
        instances
            .computeIfAbsent(worker, name -> new ArrayList<>())
            .add(instance(id, fields, readAt, now));
      }
    }
    beats.keySet().retainAll(ids);
    meter.retain(ids);
    return instances.entrySet().stream()
        .map(each -> worker(each.getKey(), expected.contains(each.getKey()), each.getValue()))
        .toList();
  }

  private InstanceStatus instance(
      String id, Map<String, String> fields, Instant readAt, Instant now) {
    long beat = Texts.number(fields.get("beat_at"), 0);
    Seen seen = beats.get(id);
    if (seen == null) {
      Instant claimed = Instant.ofEpochMilli(beat);
      seen = new Seen(beat, claimed.isAfter(readAt) ? readAt : claimed);
      beats.put(id, seen);
    } else if (seen.beat() != beat) {
      seen = new Seen(beat, readAt);
      beats.put(id, seen);
    }
    // While Redis is away nobody's beat can be seen: measured up to the last look, not up to now.
    Duration age = Duration.between(seen.at(), readAt);
    long progressAge = Math.max(0, (beat - Texts.number(fields.get("progress_at"), beat)) / 1_000);
    State state = state(fields.getOrDefault("state", ""), age, progressAge);
    String reason = fields.getOrDefault("reason", "");
    if (state == State.LATE || state == State.DOWN) {
      reason =
          age.compareTo(LATE_AFTER) > 0
              ? "no heartbeat for " + Texts.words(age.toSeconds())
              : "its loop has not turned for " + Texts.words(progressAge);
    }
    Instant started = Texts.instant(fields.get("started_at"));
    long moved = Texts.number(fields.get("moved"), 0);
    var figures = new HashMap<>(fields);
    figures.keySet().removeAll(FIXED);
    return new InstanceStatus(
        fields.getOrDefault("instance", ""),
        fields.getOrDefault("host", ""),
        Texts.number(fields.get("pid"), 0),
        state,
        fields.getOrDefault("stage", ""),
        reason,
        started,
        state.isLiving() ? Objects.requireNonNullElse(Texts.age(started, now), 0L) : 0,
        Math.max(0, age.toSeconds()),
        progressAge,
        moved,
        meter.rate(id, moved, readAt),
        figures);
  }

  private static State state(String said, Duration age, long progressAge) {
    if (said.equals("stopped")) {
      return State.STOPPED;
    }
    if (age.compareTo(DOWN_AFTER) > 0) {
      return State.DOWN;
    }
    if (age.compareTo(LATE_AFTER) > 0) {
      return State.LATE;
    }
    return switch (said) {
      case "failing" -> State.FAILING;
      case "waiting" -> State.WAITING;
      default -> progressAge > STUCK_AFTER.toSeconds() ? State.LATE : State.ALIVE;
    };
  }

  private static WorkerStatus worker(String name, boolean expected, List<InstanceStatus> all) {
    var order =
        Comparator.comparing(InstanceStatus::state)
            .thenComparingLong(InstanceStatus::beatAgeSeconds)
            .thenComparing(InstanceStatus::instance);
    List<InstanceStatus> living =
        all.stream().filter(each -> each.state().isLiving()).sorted(order).toList();
    if (all.isEmpty()) {
      return new WorkerStatus(name, expected, State.DOWN, "has never been seen", List.of(), 0);
    }
    List<InstanceStatus> shown =
        living.isEmpty()
            ? all.stream()
                .min(Comparator.comparingLong(InstanceStatus::beatAgeSeconds))
                .map(List::of)
                .orElseThrow()
            : living;
    InstanceStatus best = shown.getFirst();
    return new WorkerStatus(
        name, expected, best.state(), best.reason(), shown, all.size() - shown.size());
  }
}
