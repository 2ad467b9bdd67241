package io.polytape.ingesters.goldsky;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells a source that has stopped from one in which little happens. Three clocks: its head block
 * moves, it reports no indexing errors, and its newest fill is recent. A source that answers
 * politely while one of them stands still is stale.
 */
final class SourceClocks {
  /** What the clocks say; the labels are shown. */
  enum State {
    CATCHING_UP,
    FOLLOWING,
    QUIET,
    STALE,
    FAILING;

    String label() {
      return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
  }

  /** Fills come every few seconds as a rule; after this long without one it is quiet. */
  private static final Duration QUIET_AFTER = Duration.ofMinutes(1);

  private final Duration staleAfter;
  private long headBlock = -1;
  private Instant headMovedAt = Instant.MAX;
  private boolean indexingErrors;
  private long newestEvent = -1;

  SourceClocks(Duration staleAfter) {
    this.staleAfter = staleAfter;
  }

  /** Takes in what an answer said. */
  void observe(FillPage page, Instant now) {
    for (FillRow row : page.rows()) {
      newestEvent = Math.max(newestEvent, row.timestamp());
    }
    FillPage.Head head = page.head();
    if (head == null) {
      return;
    }
    indexingErrors = head.hasIndexingErrors();
    if (head.block() > headBlock) {
      headBlock = head.block();
      headMovedAt = now;
    }
  }

  /** Takes in the time of fills that were published before this process began. */
  void published(long timestamp) {
    newestEvent = Math.max(newestEvent, timestamp);
  }

  State state(boolean catchingUp, Instant now) {
    if (indexingErrors) {
      return State.FAILING;
    }
    if (catchingUp) {
      return State.CATCHING_UP;
    }
    Duration age = Duration.between(Instant.ofEpochSecond(Math.max(0, newestEvent)), now);
    boolean headStands =
        headBlock >= 0 && Duration.between(headMovedAt, now).compareTo(staleAfter) > 0;
    if (age.compareTo(staleAfter) > 0 || headStands) {
      return State.STALE;
    }
    return age.compareTo(QUIET_AFTER) > 0 ? State.QUIET : State.FOLLOWING;
  }

  /** Newest block the source spoke of, -1 for none. */
  long headBlock() {
    return headBlock;
  }

  /** Time of its newest fill, seconds, -1 for none. */
  long newestEvent() {
    return newestEvent;
  }
}
