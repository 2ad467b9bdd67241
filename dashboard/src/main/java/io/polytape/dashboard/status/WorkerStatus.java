package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One worker and the processes that run it.
 *
 * @param expected whether the pipeline is not complete without it
 * @param state the best state among its instances, {@code DOWN} when there is none
 * @param reason of that state, empty when there is nothing to say
 * @param instances the living ones, or the last one that lived
 * @param folded dead instances that are not listed
 */
public record WorkerStatus(
    String name,
    boolean expected,
    State state,
    String reason,
    List<InstanceStatus> instances,
    int folded) {
  public WorkerStatus {
    instances = List.copyOf(instances);
  }

  /** How a process is, best first. */
  public enum State {
    ALIVE,
    WAITING,
    FAILING,
    LATE,
    DOWN,
    STOPPED;

    boolean isLiving() {
      return this != DOWN && this != STOPPED;
    }
  }

  /**
   * One process.
   *
   * @param stage the step that fails, empty otherwise
   * @param beatAgeSeconds since its last heartbeat
   * @param progressAgeSeconds since its loop last turned
   * @param moved what it has moved since it started
   * @param movedPerSecond over the last seconds, null while unknown
   * @param figures whatever else the worker says of itself
   */
  public record InstanceStatus(
      String instance,
      String host,
      long pid,
      State state,
      String stage,
      String reason,
      @Nullable Instant startedAt,
      long uptimeSeconds,
      long beatAgeSeconds,
      long progressAgeSeconds,
      long moved,
      @Nullable Double movedPerSecond,
      Map<String, String> figures) {
    public InstanceStatus {
      figures = java.util.Collections.unmodifiableMap(new TreeMap<>(figures));
    }
  }
}
