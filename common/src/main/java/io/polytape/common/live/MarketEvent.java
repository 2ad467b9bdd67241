package io.polytape.common.live;

import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the venue's market channel said about one token, or that the ingester knows about
 * its own hearing of it. Entry of {@code stream:market_events:{p}}; the events of a token are in
 * the order in which they were received.
 */
public sealed interface MarketEvent {
  Header header();

  /**
   * What every event has.
   *
   * @param conditionId lower-case hex; empty when not said
   * @param sourceTime as the venue states it, milliseconds since 1970; 0 when it states none
   * @param receivedAt when the last byte of the frame was here, to the microsecond
   * @param connection which connection of which process heard it; empty for REST
   * @param sequence of the frame on that connection, counted from 1
   */
  record Header(
      String tokenId,
      String conditionId,
      long sourceTime,
      Instant receivedAt,
      String connection,
      long sequence) {}

  /**
   * A whole book.
   *
   * @param tickSize null when the frame says nothing of it, which it mostly does
   * @param hash the venue's, over the whole book and its time
   */
  record Book(
      Header header, List<Level> bids, List<Level> asks, String hash, @Nullable BigDecimal tickSize)
      implements MarketEvent {
    public Book {
      bids = List.copyOf(bids);
      asks = List.copyOf(asks);
    }
  }

  /**
   * New totals of some levels.
   *
   * @param hash of the book once the whole batch of the venue's engine is applied
   * @param bestBid as the venue states it for the end of the batch; null when there is none or it
   *     is not said
   * @param bestAsk likewise
   */
  record PriceChange(
      Header header,
      List<Change> changes,
      String hash,
      @Nullable BigDecimal bestBid,
      @Nullable BigDecimal bestAsk)
      implements MarketEvent {
    public PriceChange {
      changes = List.copyOf(changes);
    }

    /** A level's new total; size 0 removes it. */
    public record Change(BookSide side, Level level) {}
  }

  /**
   * A match, seen from its taker.
   *
   * @param size tokens; null when the venue left it out
   * @param side of the taker; null when not said
   * @param feeRateBps as stated, mostly a whole number; empty when not said
   * @param occurrence which of several equal trades of one transaction this is, from 0
   * @param fromDataApi whether it was fetched later because the socket did not bring it
   */
  record Trade(
      Header header,
      BigDecimal price,
      @Nullable BigDecimal size,
      @Nullable Side side,
      String feeRateBps,
      String transactionHash,
      int occurrence,
      boolean fromDataApi)
      implements MarketEvent {}

  /** The grid of prices changed; the book is in doubt until the next whole one. */
  record TickSize(Header header, BigDecimal oldTickSize, BigDecimal newTickSize)
      implements MarketEvent {}

  /** Top of book as the venue states it; null where a side is empty. */
  record BestBidAsk(Header header, @Nullable BigDecimal bestBid, @Nullable BigDecimal bestAsk)
      implements MarketEvent {}

  /** A market was listed; {@code json} is the venue's object as it came. */
  record NewMarket(Header header, String slug, String json) implements MarketEvent {}

  /**
   * The token's market has a result.
   *
   * @param winningTokenId empty when not said
   */
  record Resolved(Header header, String winningTokenId, String winningOutcome)
      implements MarketEvent {}

  /** The token is followed no longer: its hot keys go. */
  record Ended(Header header, String reason) implements MarketEvent {}

  /**
   * From {@code from} on something may be missing; the gap ends with the next whole book.
   *
   * @param tradesToo whether trades may be missing, not book updates alone
   */
  record Gap(Header header, GapReason reason, Instant from, boolean tradesToo, String detail)
      implements MarketEvent {}
}
