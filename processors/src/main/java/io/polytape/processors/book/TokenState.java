package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the processor knows of one token. The first part is what the hot cache holds, the second
 * what may be forgotten. Times are milliseconds since 1970 and 0 for never. Used by one thread.
 */
final class TokenState {
  /** Changes that may come again are told from new ones among so many. */
  private static final int REMEMBERED_CHANGES = 32;

  /** Books may follow each other more closely than the changes that belong to them. */
  private static final int REMEMBERED_BOOKS = 4;

  private static final int MOST_HEARD = 2_000;

  final String tokenId;
  final Ladder bids = new Ladder(BookSide.BID);
  final Ladder asks = new Ladder(BookSide.ASK);
  final Vwap vwap = new Vwap();
  final MidSamples mids = new MidSamples();
  final RecentTrades trades = new RecentTrades();
  String conditionId = "";
  String marketId = "";
  String hash = "";
  boolean hasBook;
  boolean ended;

  /** When it ended; 0 when it ended for good or not at all. */
  long endedAt;

  Quality quality = Quality.UNVERIFIED;
  @Nullable OpenGap gap;
  @Nullable BigDecimal tickSize;
  int epoch;
  @Nullable BigDecimal lastTradePrice;
  long lastTradeTime;
  long eventTime;
  long sourceTime;
  Instant receivedAt = Instant.EPOCH;

  /** The venue's time of the last whole book. */
  long bookTime;

  /** The venue's time of the last change since. */
  long changeTime;

  /** When the book last was, as far as we know, what the venue's was. */
  long checkedAt;

  @Nullable Statement statement;

  final BookProof proof = new BookProof();

  /** The hash that the book must have once the venue's batch is over; null when that is known. */
  BookProof.@Nullable Claim claim;

  /** What whole books changed, while something may yet tell of it. */
  final Deque<Jump> jumps = new ArrayDeque<>(1);

  /** Trades that account for such changes, and since when: no other change is laid to them. */
  final Map<String, Long> spentTrades = new LinkedHashMap<>(2);

  /** Hashes of the last whole books, oldest first. */
  final Deque<String> bookHashes = new ArrayDeque<>(4);

  /** Whether it is to be looked at whether the book is crossed, once the venue's batch is over. */
  boolean unsettled;

  boolean isSnapshotDue;
  long snapshotAt;
  long marketAskedAt;

  /** The fetch of the book that is under way; null when none is. */
  @Nullable Pending fetch;

  /** What was heard since the gap began: to be applied on top of a book that is older. */
  final List<PriceChange> heardInGap = new ArrayList<>();

  /** The venue's time of the newest thing that was heard before those. */
  long heardBefore;

  /** When to fetch the book next, while there is a gap. */
  long fetchDue;

  /** How often in a row a fetched book was older than what was heard. */
  int staleFetches;

  /** When an event was heard from a socket since the gap began; for the gaps that ask for it. */
  long heardAt;

  /** A fetched book that differs from ours, while the socket may yet bring why. */
  @Nullable Suspicion suspicion;

  long auditDue;

  /** The fields of the quote as the hot cache holds them: only others are written. */
  final Map<String, String> written = new HashMap<>();

  private final Deque<Long> changes = new ArrayDeque<>();
  private @Nullable Level topBid;
  private @Nullable Level topAsk;
  private @Nullable Quality topQuality;

  TokenState(String tokenId) {
    this.tokenId = tokenId;
  }

  /**
   * A book that was asked for.
   *
   * @param newest the venue's time of the newest thing that was in ours then
   */
  record Pending(long id, long startedAt, long newest) {}

  /** A book by REST that is not ours, when it was asked for and when it came. */
  record Suspicion(Book book, long asOf, long since) {}

  /** Begins anew to keep what is heard in a gap. */
  void forgetHeard() {
    heardInGap.clear();
    heardBefore = newest();
  }

  /** Keeps a change that was heard in a gap; bounded. */
  void keepHeard(PriceChange change) {
    if (heardInGap.size() >= MOST_HEARD) {
      forgetHeard();
    }
    heardInGap.add(change);
  }

  /** Remembers the hash of a whole book that is the token's now. */
  void rememberBook(String bookHash) {
    if (!bookHash.isEmpty()) {
      bookHashes.addLast(bookHash);
      if (bookHashes.size() > REMEMBERED_BOOKS) {
        bookHashes.removeFirst();
      }
    }
  }

  /** The venue's time of the newest thing that is in the book. */
  long newest() {
    return Math.max(bookTime, changeTime);
  }

  Ladder side(BookSide side) {
    return side == BookSide.BID ? bids : asks;
  }

  Instant eventInstant() {
    return Instant.ofEpochMilli(eventTime);
  }

  @Nullable BigDecimal mid() {
    return Metrics.mid(bids.best(), asks.best());
  }

  boolean isCrossed() {
    Level bid = bids.best();
    Level ask = asks.best();
    return bid != null && ask != null && bid.price().compareTo(ask.price()) >= 0;
  }

  /** Whether a change was applied lately. */
  boolean isResend(PriceChange event, PriceChange.Change change) {
    return changes.contains(print(event, change));
  }

  /** Remembers a change that was applied. */
  void remember(PriceChange event, PriceChange.Change change) {
    changes.addLast(print(event, change));
    if (changes.size() > REMEMBERED_CHANGES) {
      changes.removeFirst();
    }
  }

  private static long print(PriceChange event, PriceChange.Change change) {
    return (((long) event.hash().hashCode() << 32) | (change.level().hashCode() & 0xffff_ffffL))
            * 0x9E37_79B9_7F4A_7C15L
        + event.header().sourceTime() * 2
        + (change.side() == BookSide.BID ? 0 : 1);
  }

  /** Whether top of book or quality differ from when this was last asked. */
  boolean topChanged() {
    Level bid = bids.best();
    Level ask = asks.best();
    if (quality == topQuality && Objects.equals(bid, topBid) && Objects.equals(ask, topAsk)) {
      return false;
    }
    rememberTop(bid, ask);
    return true;
  }

  /** Takes the top as it is for known. */
  void rememberTop(@Nullable Level bid, @Nullable Level ask) {
    topBid = bid;
    topAsk = ask;
    topQuality = quality;
  }
}
