package io.polytape.processors.book;

import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What a partition wants to know by REST, and what the answers do. */
final class RestWork {
  /** So long a trade waits for what REST knows. */
  private static final long HELD_MILLIS = 30_000;

  private final int number;
  private final TokenCache tokens;
  private final HeldTrades held;
  private final Resync resync;
  private final TradeKeeper trades;
  private final long auditAfterMillis;
  private long fetches;

  RestWork(
      int number,
      TokenCache tokens,
      HeldTrades held,
      Resync resync,
      TradeKeeper trades,
      Duration auditAfter) {
    this.number = number;
    this.tokens = tokens;
    this.held = held;
    this.resync = resync;
    this.trades = trades;
    this.auditAfterMillis = auditAfter.toMillis();
  }

  /** Looks after a book that differed from a fetched one. */
  void passTime(TokenState token, Step step) {
    resync.passTime(token, step);
  }

  /** Writes the trades that have waited long enough as they are. */
  void expire(Step step) throws TransientException {
    for (HeldTrades.Held waiting : held.all()) {
      boolean isThere = held.find(waiting.entryId) != null;
      if (isThere && step.nowMillis - waiting.since >= HELD_MILLIS) {
        tokens.load(List.of(waiting.tokenId()));
        TokenState token = tokens.get(waiting.tokenId());
        switch (waiting.missing) {
          case SIZE -> {
            if (waiting.isKnown) {
              trades.dropKnown(token, waiting.trade, step);
            } else {
              trades.giveUp(token, waiting.trade, step);
            }
          }
          case BOOK -> trades.compared(token, waiting.trade, true, step);
          case NOTHING, TURN -> trades.inTurn(token, waiting.trade, step);
        }
        release(token, waiting, step);
      }
    }
  }

  /** Lets a trade go that is a row now, and those that waited for their turn after it. */
  private void release(TokenState token, HeldTrades.Held done, Step step) {
    held.release(done, step);
    for (HeldTrades.Held next : held.all()) {
      if (next.tokenId().equals(token.tokenId)) {
        if (next.missing == TradeKeeper.Missing.BOOK) {
          return;
        }
        if (next.missing == TradeKeeper.Missing.TURN) {
          trades.inTurn(token, next.trade, step);
          held.release(next, step);
        }
      }
    }
  }

  /**
   * The books that are to be fetched now, counted as under way.
   *
   * @param audits how many of them may be of books that nobody doubts
   */
  List<BookFetcher.Question> toFetch(long nowMillis, int most, int audits) {
    var questions = new ArrayList<BookFetcher.Question>();
    var wanted = new HashSet<String>();
    for (HeldTrades.Held waiting : held.all()) {
      if (waiting.missing == TradeKeeper.Missing.BOOK && waiting.askedAt == 0) {
        waiting.askedAt = nowMillis;
        wanted.add(waiting.tokenId());
      }
    }
    int audited = 0;
    for (TokenState token : tokens.all()) {
      if (questions.size() >= most) {
        break;
      }
      if (token.ended || token.fetch != null) {
        continue;
      }
      boolean isDue =
          token.gap != null ? nowMillis >= token.fetchDue : wanted.contains(token.tokenId);
      boolean isAudit = !isDue && audited < audits && isAuditDue(token, nowMillis);
      if (isAudit) {
        audited++;
        token.auditDue = nowMillis + auditAfterMillis;
      }
      if (isDue || isAudit) {
        token.fetch = new TokenState.Pending(++fetches, nowMillis, token.newest());
        questions.add(new BookFetcher.Question(number, token.tokenId, fetches));
      }
    }
    return questions;
  }

  private boolean isAuditDue(TokenState token, long nowMillis) {
    return token.gap == null
        && token.hasBook
        && nowMillis >= token.auditDue
        && nowMillis - token.checkedAt >= auditAfterMillis;
  }

  /** Takes books that were fetched. */
  void fetched(List<BookFetcher.Answer> answers, Step step, long feedHeardAt) {
    for (BookFetcher.Answer answer : answers) {
      TokenState token = tokens.find(answer.question().tokenId());
      if (token != null) {
        resync.apply(token, answer, step, feedHeardAt);
        compareTrades(token, answer, step);
      }
    }
  }

  private void compareTrades(TokenState token, BookFetcher.Answer answer, Step step) {
    for (HeldTrades.Held waiting : held.all()) {
      if (waiting.missing == TradeKeeper.Missing.BOOK
          && waiting.askedAt != 0
          && waiting.tokenId().equals(token.tokenId)) {
        if (answer.isKnown()) {
          BigDecimal mid = answer.book().map(Resync::mid).orElse(null);
          // Where the venue has no middle either, ours is what there is.
          boolean isFar = mid == null || TradeKeeper.isFar(waiting.trade.price(), mid);
          trades.compared(token, waiting.trade, isFar, step);
          release(token, waiting, step);
        } else {
          waiting.askedAt = 0;
        }
      }
    }
  }

  /** Takes what the Data API says of a trade that waits for its size. */
  void sized(String entryId, List<DataTrade> rows, Step step) throws TransientException {
    HeldTrades.Held waiting = held.find(entryId);
    if (waiting == null) {
      return;
    }
    tokens.load(List.of(waiting.tokenId()));
    TokenState token = tokens.get(waiting.tokenId());
    switch (trades.complete(token, waiting.trade, rows, step)) {
      case DONE -> release(token, waiting, step);
      case ALL_KNOWN -> waiting.isKnown = true;
      case NOT_LISTED -> waiting.isKnown = false;
    }
  }
}
