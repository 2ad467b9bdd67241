package io.polytape.writer;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.stream.UndecodableException;
import java.util.List;

/** Level changes as rows of {@code price_changes}. */
final class LevelChangeRows {
  static final List<String> COLUMNS =
      List.of(
          "token_id",
          "condition_id",
          "event_time",
          "source_time",
          "received_at",
          "side",
          "price",
          "size",
          "best_bid",
          "best_ask",
          "hash",
          "connection",
          "is_applied");

  private LevelChangeRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeChange(payload));
  }

  static Row row(LevelChange change) throws UndecodableException {
    return LiveValues.row(
        "price_changes",
        change.tokenId(),
        change.eventTime(),
        change.receivedAt(),
        row -> {
          row.string(change.tokenId())
              .string(change.conditionId())
              .dateTime64(change.eventTime(), 6)
              .nullable(LiveValues.sourceTime(change.sourceTime()), LiveValues::millis)
              .dateTime64(change.receivedAt(), 6)
              .enum8(side(change.side()));
          LiveValues.level(row, change.level());
          row.nullable(change.bestBid(), LiveValues::price)
              .nullable(change.bestAsk(), LiveValues::price)
              .string(change.hash())
              .string(change.connection())
              .bool(change.isApplied());
        });
  }

  /** The number of a side in the table's enumeration. */
  private static int side(BookSide side) {
    return switch (side) {
      case BID -> 1;
      case ASK -> 2;
    };
  }
}
