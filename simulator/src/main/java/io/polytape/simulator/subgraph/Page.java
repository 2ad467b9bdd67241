package io.polytape.simulator.subgraph;

import io.polytape.simulator.world.Fills;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Which rows a list field answers with.
 *
 * @param limit rows from here on are not visible to the query
 * @param orderBy the column to sort by; ties are broken by id in the same direction
 */
record Page(
    Where where,
    Entity entity,
    Column orderBy,
    boolean descending,
    int first,
    int skip,
    int limit) {

  /** Row numbers in the order of the answer. */
  int[] rows(FillRows rows) {
    Fills fills = rows.fills();
    int from = where.from() == Long.MIN_VALUE ? 0 : fills.firstAtOrAfter(where.from(), limit);
    int to = where.to() == Long.MAX_VALUE ? limit : fills.firstAtOrAfter(where.to() + 1, limit);
    if (orderBy == Column.TIMESTAMP) {
      return byTime(fills, from, to);
    }
    return sorted(rows, from, to);
  }

  /** The rows just before the first one that a page in ascending order of time would hold. */
  int[] rowsBefore(FillRows rows) {
    Fills fills = rows.fills();
    int at = where.from() == Long.MIN_VALUE ? 0 : fills.firstAtOrAfter(where.from(), limit);
    while (at < limit && !passes(fills, at)) {
      at++;
    }
    var found = new int[first];
    int count = 0;
    for (int row = at - 1; row >= 0 && count < first; row--) {
      if (shows(fills, row)) {
        found[count++] = row;
      }
    }
    var ascending = new int[count];
    for (int i = 0; i < count; i++) {
      ascending[i] = found[count - 1 - i];
    }
    return ascending;
  }

  /** Rows are stored in the order of (timestamp, id), so the answer is read off from one end. */
  private int[] byTime(Fills fills, int from, int to) {
    var found = new int[first];
    int count = 0;
    int skipped = 0;
    int step = descending ? -1 : 1;
    for (int row = descending ? to - 1 : from;
        row >= from && row < to && count < first;
        row += step) {
      if (!passes(fills, row)) {
        continue;
      }
      if (skipped < skip) {
        skipped++;
      } else {
        found[count++] = row;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private int[] sorted(FillRows rows, int from, int to) {
    Comparator<Integer> ascending =
        (left, right) -> {
          int order = rows.compareRows(orderBy, left, right);
          return order != 0 ? order : rows.compareRows(Column.ID, left, right);
        };
    Comparator<Integer> order = descending ? ascending.reversed() : ascending;
    int keep = first + skip;
    var best = new PriorityQueue<Integer>(keep + 1, order.reversed());
    for (int row = from; row < to && keep > 0; row++) {
      if (passes(rows.fills(), row)) {
        if (best.size() < keep) {
          best.add(row);
        } else if (order.compare(row, best.peek()) < 0) {
          best.remove();
          best.add(row);
        }
      }
    }
    return best.stream().sorted(order).skip(skip).mapToInt(Integer::intValue).toArray();
  }

  private boolean passes(Fills fills, int row) {
    return shows(fills, row) && where.test().passes(row);
  }

  private boolean shows(Fills fills, int row) {
    return entity == Entity.ORDER_FILLED || fills.lastMatch(row);
  }
}
