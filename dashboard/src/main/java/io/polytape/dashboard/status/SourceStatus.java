package io.polytape.dashboard.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far one source is published.
 *
 * @param worker that reads it, empty when unknown
 * @param cursor position in the source's own terms
 * @param events published so far
 * @param eventsPerSecond over the last seconds, null while unknown
 * @param lagSeconds how far behind now its newest published event is now, null for unknown
 * @param updatedAt when its watermark last moved
 * @param etaSeconds until it has caught up, as its worker estimates, null for unknown
 */
public record SourceStatus(
    String name,
    String worker,
    State state,
    String reason,
    String cursor,
    long events,
    @Nullable Double eventsPerSecond,
    @Nullable Long lagSeconds,
    @Nullable Instant updatedAt,
    @Nullable Long updatedAgeSeconds,
    @Nullable Long etaSeconds) {

  /** How a source is. */
  public enum State {
    /** Its newest events are published as they come. */
    FOLLOWING,
    /** Older events are being published at full speed. */
    CATCHING_UP,
    /** Nothing new, and that is plausible. */
    QUIET,
    /** It answers, but has stopped. */
    STALE,
    /** It does not answer, or answers nonsense. */
    FAILING,
    /** Nobody reads it at the moment. */
    UNATTENDED
  }
}
