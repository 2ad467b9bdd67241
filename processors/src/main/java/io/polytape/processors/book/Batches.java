package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * When a batch of the venue's engine is over, and whether the book is then what was stated: its
 * best prices, and all of its levels by their hash.
 */
final class Batches {
  private Batches() {}

  /** Takes what the venue states; a book that agrees is verified. */
  static void state(
      TokenState token,
      Header header,
      String hash,
      @Nullable BigDecimal bid,
      @Nullable BigDecimal ask,
      Step step) {
    long heardAt = header.receivedAt().toEpochMilli();
    Statement stated = Statement.of(header.sourceTime(), hash, bid, ask, heardAt, step.nowMillis);
    Statement known = token.statement;
    if (stated == null || (known != null && known.time() > stated.time())) {
      return;
    }
    token.statement = stated;
    if (token.gap == null && stated.agrees(token.bids.best(), token.asks.best())) {
      verify(token);
    }
  }

  /**
   * The best prices are right. That nothing was missed so far is said by a hash alone, or by a
   * whole book.
   */
  private static void verify(TokenState token) {
    BookProof.Claim claim = token.claim;
    if (!token.proof.isAble() || claim == null) {
      token.quality = Quality.VERIFIED;
    } else if (token.proof.isAsClaimed(token, claim)) {
      token.claim = null;
      token.quality = Quality.VERIFIED;
      token.checkedAt = claim.heardAt();
    }
  }

  /** What the venue says of the whole book after a change; null when it says nothing. */
  static BookProof.@Nullable Claim claim(PriceChange event, Step step) {
    Header header = event.header();
    return header.sourceTime() == 0
        ? null
        : new BookProof.Claim(
            header.sourceTime(), event.hash(), header.receivedAt().toEpochMilli(), step.nowMillis);
  }

  /** Ends the batch when a frame belongs to another one. */
  static void settleBefore(TokenState token, long time, String hash, Step step) {
    Statement statement = token.statement;
    boolean isOther =
        statement != null
            ? time >= statement.time() && !statement.isSameBatch(time, hash)
            : token.unsettled && time != token.changeTime;
    if (isOther) {
      settlePrices(token, step);
    }
    settleClaimBefore(token, time, hash, step);
  }

  /** The same for the book's hash alone: best prices may be stated ahead of their batch. */
  static void settleClaimBefore(TokenState token, long time, String hash, Step step) {
    BookProof.Claim claim = token.claim;
    if (claim != null && time >= claim.time() && !claim.isOf(time, hash)) {
      settleClaim(token, step);
    }
  }

  /** When the last word of the batch that is not over came; 0 when none is under way. */
  static long underWaySince(TokenState token) {
    Statement statement = token.statement;
    BookProof.Claim claim = token.claim;
    return Math.max(
        statement == null ? 0 : statement.handledAt(), claim == null ? 0 : claim.handledAt());
  }

  /** The venue's batch is over: now the book must be right. */
  static void settle(TokenState token, Step step) {
    settlePrices(token, step);
    settleClaim(token, step);
  }

  private static void settlePrices(TokenState token, Step step) {
    Statement statement = token.statement;
    token.statement = null;
    token.unsettled = false;
    if (token.gap != null || !token.hasBook) {
      return;
    }
    Level bid = token.bids.best();
    Level ask = token.asks.best();
    if (token.isCrossed()) {
      Gaps.open(token, step, GapReason.CROSSED, "bid " + text(bid) + ", ask " + text(ask));
    } else if (statement != null && !statement.agrees(bid, ask)) {
      Gaps.open(
          token,
          step,
          GapReason.MISMATCH,
          "we have " + text(bid) + " / " + text(ask) + ", the venue states " + statement.prices());
    }
  }

  private static void settleClaim(TokenState token, Step step) {
    BookProof.Claim claim = token.claim;
    token.claim = null;
    if (claim == null || token.gap != null || !token.hasBook || !token.proof.isAble()) {
      return;
    }
    if (token.proof.isAsClaimedByAny(token, claim)) {
      token.quality = Quality.VERIFIED;
      token.checkedAt = Math.max(token.checkedAt, claim.heardAt());
    } else if (!token.proof.isSure(step.nowMillis)) {
      token.quality = Quality.UNVERIFIED;
    } else {
      token.proof.doubt();
      Gaps.open(
          token,
          step,
          GapReason.MISMATCH,
          "the whole book is not the one of the hash " + claim.hash() + " that the venue states");
    }
  }

  private static String text(@Nullable Level level) {
    return level == null ? "none" : level.price().toPlainString();
  }
}
