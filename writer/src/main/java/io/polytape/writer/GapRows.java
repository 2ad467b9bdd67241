package io.polytape.writer;

import io.polytape.common.live.GapRow;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.stream.UndecodableException;
import java.util.List;

/** Holes in the live record as rows of {@code gaps}. */
final class GapRows {
  static final List<String> COLUMNS =
      List.of(
          "gap_id",
          "token_id",
          "condition_id",
          "reason",
          "started_at",
          "ended_at",
          "trades_too",
          "detail",
          "updated_at");

  private GapRows() {}

  static Row decode(byte[] payload) throws UndecodableException {
    return row(LiveRowCodec.decodeGap(payload));
  }

  static Row row(GapRow gap) throws UndecodableException {
    return LiveValues.row(
        "gaps",
        gap.gapId(),
        gap.startedAt(),
        gap.updatedAt(),
        row ->
            row.string(gap.gapId())
                .string(gap.tokenId())
                .string(gap.conditionId())
                .string(gap.reason().word())
                .dateTime64(gap.startedAt(), 6)
                .nullable(gap.endedAt(), LiveValues::micros)
                .bool(gap.tradesToo())
                .string(gap.detail())
                .dateTime64(gap.updatedAt(), 6));
  }
}
