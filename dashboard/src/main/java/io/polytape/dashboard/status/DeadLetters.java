package io.polytape.dashboard.status;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What could not be processed and waits for a person.
 *
 * @param count how many there are
 * @param newest the latest few, newest first
 */
public record DeadLetters(long count, List<Line> newest) {
  public static final DeadLetters NONE = new DeadLetters(0, List.of());

  public DeadLetters {
    newest = List.copyOf(newest);
  }

  /**
   * One of them.
   *
   * @param id of the entry in {@code stream:dead_letters}
   * @param stream where it came from
   */
  public record Line(String id, String stage, String reason, String stream, @Nullable Instant at) {}
}
