package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A gap that lasts.
 *
 * @param startedAt when the record was last known to be whole
 * @param needsSocket whether a book fetched by REST does not end it yet, because the socket may
 *     still not bring what follows
 * @param openedAt when it was noticed
 */
record OpenGap(
    String gapId,
    GapReason reason,
    Instant startedAt,
    boolean tradesToo,
    String detail,
    boolean needsSocket,
    Instant openedAt) {

  OpenGap widened(boolean trades, boolean socket) {
    return new OpenGap(gapId, reason, startedAt, trades, detail, socket, openedAt);
  }

  GapRow row(TokenState token, @Nullable Instant endedAt, Instant updatedAt) {
    return new GapRow(
        gapId,
        token.tokenId,
        token.conditionId,
        reason,
        startedAt,
        endedAt,
        tradesToo,
        detail,
        updatedAt);
  }
}
