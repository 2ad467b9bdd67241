package io.polytape.ingesters.goldsky;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How fast the walk goes and how long it still takes, over windows of a few seconds. */
final class Progress {
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private Instant since = Instant.MIN;
  private long events;
  private long from;

  /**
   * One window.
   *
   * @param eventsPerSecond published
   * @param position event time reached, seconds
   * @param secondsLeft until the position is now, -1 when it does not move
   */
  record Report(long eventsPerSecond, long position, long secondsLeft) {}

  /** Counts; gives a report at the end of each window. */
  Optional<Report> moved(int published, long position, Instant now) {
    if (since.equals(Instant.MIN)) {
      since = now;
      from = position;
    }
    events += published;
    long millis = Duration.between(since, now).toMillis();
    if (millis < WINDOW.toMillis()) {
      return Optional.empty();
    }
    long advanced = position - from;
    long behind = Math.max(0, now.getEpochSecond() - position);
    long left = advanced <= 0 ? -1 : (long) ((double) behind / advanced * (millis / 1000.0));
    var report = new Report(events * 1000 / millis, position, left);
    since = now;
    events = 0;
    from = position;
    return Optional.of(report);
  }
}
