package io.polytape.ingesters.goldsky;

import io.polytape.ingesters.goldsky.FillQuery.FromTime;
import io.polytape.ingesters.goldsky.FillQuery.WithinSecond;
import java.util.List;

/**
 * The arithmetic of the walk over (timestamp, id): which rows of an answer are surely the next
 * ones, and where to go on.
 *
 * <p>An answer proves only what its rows show. A page by time proves every second before its last
 * one. The last second is proven only where the page is not full, and then only as far as the rows
 * go; else it is read again from its start, by id when it alone fills a page. An empty answer
 * proves nothing.
 */
final class FillWalk {
  private final int first;
  private int largest = 1;

  /**
   * @param first rows asked for; a server may give fewer and its own limit is learned from the
   *     largest page seen
   */
  FillWalk(int first) {
    this.first = first;
  }

  /**
   * What an answer leads to.
   *
   * @param rows to publish, in order
   * @param cursor once they are published
   * @param next how to go on from there
   * @param full whether there is surely more where this came from
   */
  record Step(List<FillRow> rows, FillCursor cursor, FillQuery next, boolean full) {}

  /** The step from a cursor by an answer whose query starts at the cursor or before it. */
  Step step(FillCursor cursor, FillPage page) {
    boolean full = page.rows().size() >= Math.min(first, largest);
    largest = Math.max(largest, page.rows().size());
    return switch (page.query()) {
      case FromTime query -> byTime(cursor, page, full);
      case WithinSecond query -> byId(cursor, query, page.rows());
    };
  }

  private static Step byTime(FillCursor cursor, FillPage page, boolean full) {
    List<FillRow> fresh =
        page.rows().stream().filter(row -> !cursor.covers(row)).sorted(FillRow.ORDER).toList();
    if (fresh.isEmpty()) {
      return new Step(List.of(), cursor, FillQuery.after(cursor), false);
    }
    long last = fresh.getLast().timestamp();
    if (!full && inOrder(page.rows())) {
      FillCursor end = FillCursor.at(fresh.getLast());
      return new Step(fresh, end, FillQuery.after(end), false);
    }
    List<FillRow> proven = fresh.stream().filter(row -> row.timestamp() < last).toList();
    boolean oneSecond = page.rows().getFirst().timestamp() == last;
    FillCursor end = FillCursor.before(last).later(cursor);
    FillQuery next = oneSecond ? new WithinSecond(last, end.id()) : FillQuery.after(end);
    return new Step(proven, end, next, true);
  }

  private static Step byId(FillCursor cursor, WithinSecond query, List<FillRow> rows) {
    boolean proven = query.last().isEmpty() || contains(rows, query.last());
    List<FillRow> fresh = rows.stream().filter(row -> !cursor.covers(row)).toList();
    if (!proven || (fresh.isEmpty() && query.last().isEmpty())) {
      return new Step(List.of(), cursor, query, false);
    }
    if (fresh.isEmpty()) {
      FillCursor end = FillCursor.before(query.timestamp() + 1);
      return new Step(List.of(), end, FillQuery.after(end), true);
    }
    FillCursor end = FillCursor.at(fresh.getLast());
    return new Step(fresh, end, FillQuery.after(end), true);
  }

  /** The step that believes an answer without the last published fill: it is gone at the source. */
  static Step stepOver(WithinSecond query) {
    FillCursor end = FillCursor.before(query.timestamp() + (query.last().isEmpty() ? 0 : 1));
    return new Step(List.of(), end, FillQuery.after(end), true);
  }

  private static boolean contains(List<FillRow> rows, String id) {
    return rows.stream().anyMatch(row -> row.id().equals(id));
  }

  private static boolean inOrder(List<FillRow> rows) {
    for (int i = 1; i < rows.size(); i++) {
      if (FillRow.ORDER.compare(rows.get(i - 1), rows.get(i)) > 0) {
        return false;
      }
    }
    return true;
  }
}
