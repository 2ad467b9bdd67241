package io.polytape.ingesters.goldsky;

import java.util.List;

/** What is asked of the subgraph, with the three filters that every version of it has. */
sealed interface FillQuery {
  /** The query that goes on from a cursor. */
  static FillQuery after(FillCursor cursor) {
    return cursor.id().isEmpty()
        ? new FromTime(cursor.timestamp())
        : new WithinSecond(cursor.timestamp(), cursor.id());
  }

  /** Fills from a second on, by time. */
  record FromTime(long timestamp) implements FillQuery {}

  /**
   * Fills of one second by id, from the last published one on.
   *
   * <p>That one is asked for again, so that a truthful answer is never empty: an answer without it
   * proves nothing, an answer with nothing but it proves that the second is finished.
   *
   * @param last id of the last published fill of the second; empty to read it from its start
   */
  record WithinSecond(long timestamp, String last) implements FillQuery {
    /** A text just below the last id, for the filter {@code id_gt}; empty for no filter. */
    String idGreaterThan() {
      return last.isEmpty() ? "" : last.substring(0, last.length() - 1);
    }
  }

  /**
   * Why rows cannot be the answer to this query; empty when they can.
   *
   * <p>The rows of a second may come in any order where time orders them.
   */
  default String refusal(List<FillRow> rows) {
    FillRow previous = null;
    for (FillRow row : rows) {
      boolean asked =
          switch (this) {
            case FromTime(long timestamp) -> row.timestamp() >= timestamp;
            case WithinSecond query ->
                row.timestamp() == query.timestamp && row.id().compareTo(query.idGreaterThan()) > 0;
          };
      if (!asked) {
        return "a row that was not asked for: " + FillCursor.at(row);
      }
      if (previous != null) {
        boolean ascending =
            switch (this) {
              case FromTime any -> row.timestamp() >= previous.timestamp();
              case WithinSecond any -> row.id().compareTo(previous.id()) > 0;
            };
        if (!ascending) {
          return "rows out of order at " + FillCursor.at(row);
        }
      }
      previous = row;
    }
    if (rows.stream().map(FillRow::id).distinct().count() != rows.size()) {
      return "the same row twice on one page";
    }
    return "";
  }
}
