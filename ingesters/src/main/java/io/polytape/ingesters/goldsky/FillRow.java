package io.polytape.ingesters.goldsky;

import java.util.Comparator;

/** One row of a page: a fill in the subgraph's spelling, or what is left of one. */
sealed interface FillRow {
  /** The order in which fills are published. */
  Comparator<FillRow> ORDER =
      Comparator.comparingLong(FillRow::timestamp).thenComparing(FillRow::id);

  String id();

  /** Block time, seconds since 1970. */
  long timestamp();

  /** All fields are there; whether their texts are what they should be is not checked yet. */
  record Whole(
      String id,
      long timestamp,
      String transactionHash,
      String orderHash,
      String maker,
      String taker,
      String makerAssetId,
      String takerAssetId,
      String makerAmountFilled,
      String takerAmountFilled,
      String fee)
      implements FillRow {}

  /**
   * A row that lacks a field time after time.
   *
   * @param raw its JSON as it came
   */
  record Damaged(String id, long timestamp, String reason, byte[] raw) implements FillRow {}
}
