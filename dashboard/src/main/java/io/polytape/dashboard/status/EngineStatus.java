package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An engine that the pipeline runs on.
 *
 * @param up whether it answered the last question
 * @param address host and port
 * @param version empty while it has never answered
 * @param reason why it is not up, empty when it is
 * @param answeredAt when it last answered
 * @param memoryBytes used memory, -1 for unknown
 * @param memoryLimitBytes 0 for none, -1 for unknown
 * @param faults why it must not be used as it is, such as missing tables
 * @param warnings what may cost data, such as an append-only file that is off
 */
public record EngineStatus(
    boolean up,
    String address,
    String version,
    String reason,
    @Nullable Instant answeredAt,
    long memoryBytes,
    long memoryLimitBytes,
    List<String> faults,
    List<String> warnings) {
  public EngineStatus {
    faults = List.copyOf(faults);
    warnings = List.copyOf(warnings);
  }
}
