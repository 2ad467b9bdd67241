package io.polytape.ingesters.goldsky;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer that can be read and that fits its query.
 *
 * @param unplaced rows without a time or id, which no cursor can stand for
 * @param head what the source says about itself; null when it says nothing
 */
record FillPage(
    FillQuery query, List<FillRow> rows, List<FillRow.Damaged> unplaced, @Nullable Head head) {
  FillPage {
    rows = List.copyOf(rows);
    unplaced = List.copyOf(unplaced);
  }

  /** The source's own head: its newest block, and whether it gave up on one. */
  record Head(long block, boolean hasIndexingErrors) {}

  boolean isEmpty() {
    return rows.isEmpty();
  }

  long lastTimestamp() {
    return rows.getLast().timestamp();
  }
}
