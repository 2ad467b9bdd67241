package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.Quality;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a book that was fetched by REST does. In a gap it takes the place of ours, and the changes
 * that were heard since the gap began are applied on top of it; otherwise it is compared.
 *
 * <p>A change of the book's own millisecond is applied again: it sets a total, so that twice is as
 * good as once, and the book may have been made before it.
 */
final class Resync {
  private static final long AGAIN_MILLIS = 500;
  private static final long REFRESH_MILLIS = 20_000;
  private static final long RESTART_MILLIS = 10_000;

  /** So often a book that is older than what was heard is asked for again. */
  private static final int MOST_STALE = 3;

  /** The socket may be about to bring what makes a fetched book differ. */
  private static final long SUSPICION_MILLIS = 2_000;

  private final BookKeeper books;

  Resync(BookKeeper books) {
    this.books = books;
  }

  /**
   * Takes the answer to a fetch.
   *
   * @param feedHeardAt when the socket last brought anything for the partition
   */
  void apply(TokenState token, BookFetcher.Answer answer, Step step, long feedHeardAt) {
    TokenState.Pending fetch = token.fetch;
    if (fetch == null || fetch.id() != answer.question().id() || token.ended) {
      return;
    }
    token.fetch = null;
    if (!answer.isKnown()) {
      token.fetchDue = step.nowMillis + AGAIN_MILLIS;
      return;
    }
    Optional<Book> book = answer.book();
    if (token.gap == null) {
      compare(token, fetch, book, step);
    } else if (book.isEmpty()) {
      replace(token, none(token, step), fetch.startedAt(), step);
      end(token, step);
    } else if (Sanity.fault(book.get()) != null) {
      token.fetchDue = step.nowMillis + REFRESH_MILLIS;
    } else if (isStale(token, book.get()) && ++token.staleFetches < MOST_STALE) {
      token.fetchDue = step.nowMillis + AGAIN_MILLIS * token.staleFetches;
    } else {
      replace(token, book.get(), fetch.startedAt(), step);
      if (isHeard(token, fetch, feedHeardAt)) {
        end(token, step);
      } else {
        // Right for the moment; what follows may still not be heard.
        token.fetchDue = step.nowMillis + REFRESH_MILLIS;
        books.end(token, step);
      }
    }
  }

  private static boolean isStale(TokenState token, Book book) {
    if (token.gap != null
        && token.gap.reason() == GapReason.TICK_SIZE
        && book.tickSize() != null
        && token.tickSize != null
        && book.tickSize().compareTo(token.tickSize) != 0) {
      return true;
    }
    long time = book.header().sourceTime();
    return time != 0 && time < token.heardBefore;
  }

  private static boolean isHeard(TokenState token, TokenState.Pending fetch, long feedHeardAt) {
    OpenGap gap = token.gap;
    return gap == null
        || !gap.needsSocket()
        || (token.heardAt != 0 && token.heardAt <= fetch.startedAt())
        || (gap.reason() == GapReason.RESTART
            && feedHeardAt > gap.openedAt().toEpochMilli() + RESTART_MILLIS);
  }

  private static void replace(TokenState token, Book book, long asOf, Step step) {
    BookKeeper.advance(token, book.header());
    WholeBooks.replace(token, book, step);
    long time = book.header().sourceTime();
    for (PriceChange change : token.heardInGap) {
      if (change.header().sourceTime() >= time) {
        again(token, change, step);
      }
    }
    token.isSnapshotDue = true;
    token.checkedAt = asOf;
    step.touch(token);
  }

  private static void again(TokenState token, PriceChange event, Step step) {
    for (Change change : event.changes()) {
      if (!Sanity.isOut(change.level())) {
        token.side(change.side()).set(change.level());
      }
    }
    token.changeTime = Math.max(token.changeTime, event.header().sourceTime());
    if (!event.hash().isEmpty()) {
      token.hash = event.hash();
      token.claim = Batches.claim(event, step);
    }
  }

  private void end(TokenState token, Step step) {
    Gaps.close(token, step);
    books.end(token, step);
  }

  /** Between the best prices of a book; null unless it has both. */
  static @Nullable BigDecimal mid(Book book) {
    var bids = new Ladder(BookSide.BID);
    var asks = new Ladder(BookSide.ASK);
    bids.replace(book.bids());
    asks.replace(book.asks());
    return Metrics.mid(bids.best(), asks.best());
  }

  private static Book none(TokenState token, Step step) {
    var header =
        new Header(
            token.tokenId, token.conditionId, 0, Instant.ofEpochMilli(step.nowMillis), "", 0);
    return new Book(header, List.of(), List.of(), "", null);
  }

  private static void compare(
      TokenState token, TokenState.Pending fetch, Optional<Book> answer, Step step) {
    if (answer.isEmpty() || !token.hasBook || fetch.newest() != token.newest()) {
      return;
    }
    Book book = answer.get();
    if (WholeBooks.isSame(token, book)) {
      token.checkedAt = fetch.startedAt();
      token.quality = Quality.VERIFIED;
      step.touch(token);
    } else if (book.header().sourceTime() >= token.newest() && Sanity.fault(book) == null) {
      token.suspicion = new TokenState.Suspicion(book, fetch.startedAt(), step.nowMillis);
    }
  }

  /** Looks after a book that differed: it is a gap when the socket did not bring why. */
  void passTime(TokenState token, Step step) {
    TokenState.Suspicion suspicion = token.suspicion;
    if (suspicion == null || step.nowMillis - suspicion.since() < SUSPICION_MILLIS) {
      return;
    }
    token.suspicion = null;
    Book book = suspicion.book();
    boolean isNewer = book.header().sourceTime() >= token.newest();
    if (!token.ended && token.gap == null && isNewer && !WholeBooks.isSame(token, book)) {
      Gaps.open(
          token,
          step,
          GapReason.AUDIT,
          "the venue's book of " + book.header().sourceTime() + " is another");
      replace(token, book, suspicion.asOf(), step);
      end(token, step);
    }
  }
}
