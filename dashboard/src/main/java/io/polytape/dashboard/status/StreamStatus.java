package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One Redis stream.
 *
 * @param length entries in it now; finished ones are trimmed
 * @param highMark length at which its publishers pause
 * @param entriesPerSecond added over the last seconds, null while unknown
 * @param lastEntryAt when the newest entry was added
 */
public record StreamStatus(
    String name,
    long length,
    long highMark,
    @Nullable Double entriesPerSecond,
    @Nullable Instant lastEntryAt,
    List<GroupStatus> groups) {
  public StreamStatus {
    groups = List.copyOf(groups);
  }

  /**
   * One consumer group.
   *
   * @param present whether it exists; one that must and does not is listed all the same
   * @param pending delivered and not acknowledged
   * @param oldestPendingSeconds age of the oldest pending entry, null when nothing is pending
   * @param lag entries not delivered yet, counted by ourselves
   * @param lagExact false when only the first thousand were counted and the rest is an estimate
   * @param finished id up to which the group had finished at the last trim, empty for never
   */
  public record GroupStatus(
      String name,
      boolean present,
      long consumers,
      long pending,
      @Nullable Long oldestPendingSeconds,
      long lag,
      boolean lagExact,
      String finished) {}
}
