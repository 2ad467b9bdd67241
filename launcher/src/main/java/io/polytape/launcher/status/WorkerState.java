package io.polytape.launcher.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.Map;

/**
 * What the newest heartbeat of a worker says.
 *
 * @param worker its command
 * @param instance host and process id
 * @param state {@code starting, running, waiting, failing} or {@code stopped}
 * @param reason why it waits or fails
 * @param pid process id on its host
 * @param moved entries, rows or markets since it started
 * @param beatAt last sign of life, milliseconds since 1970
 * @param startedAt milliseconds since 1970
 */
record WorkerState(
    @JsonProperty("worker") String worker,
    @JsonProperty("instance") String instance,
    @JsonProperty("state") String state,
    @JsonProperty("reason") String reason,
    @JsonProperty("pid") long pid,
    @JsonProperty("moved") long moved,
    @JsonProperty("beat_at") long beatAt,
    @JsonProperty("started_at") long startedAt) {
  private static final Duration LATE = Duration.ofSeconds(5);
  private static final Duration DOWN = Duration.ofSeconds(30);

  static WorkerState of(Map<String, String> hash) {
    return new WorkerState(
        hash.getOrDefault("worker", ""),
        hash.getOrDefault("instance", ""),
        hash.getOrDefault("state", ""),
        hash.getOrDefault("reason", ""),
        number(hash, "pid"),
        number(hash, "moved"),
        number(hash, "beat_at"),
        number(hash, "started_at"));
  }

  /** One word for a person: its own state while it lives, else {@code late} or {@code down}. */
  String verdict(long now) {
    if (state.equals("stopped")) {
      return "stopped";
    }
    long silent = now - beatAt;
    if (silent > DOWN.toMillis()) {
      return "down";
    }
    return silent > LATE.toMillis() ? "late" : state;
  }

  boolean isHealthy(long now) {
    String verdict = verdict(now);
    return verdict.equals("running") || verdict.equals("waiting");
  }

  private static long number(Map<String, String> hash, String name) {
    String text = hash.getOrDefault(name, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }
}
