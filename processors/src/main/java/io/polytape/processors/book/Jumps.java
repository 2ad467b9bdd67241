package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says so when a whole book has changed what nothing tells of. The venue tells what trades took by
 * a whole book alone, and of what else its engine did in the same batch by changes right after it:
 * so a book that differs is no loss by itself, but what neither those changes nor the sizes of the
 * trades account for is a hole. See docs/decisions/0019.
 */
final class Jumps {
  /** The changes and trades of a book may come after it. */
  private static final long WAIT_MILLIS = 2_000;

  private static final int MOST_WAITING = 8;
  private static final int MOST_LEVELS = 64;
  private static final int MOST_SPENT = 64;
  private static final int MOST_NAMED = 4;

  private final MarketTrades trades;

  Jumps(MarketTrades trades) {
    this.trades = trades;
  }

  /** Looks at a whole book that is to take the place of a token's. */
  static void note(TokenState token, Book event, Step step) {
    List<Jump.Difference> differences = new ArrayList<>();
    differences.addAll(token.bids.differences(BookSide.BID, event.bids()));
    differences.addAll(token.asks.differences(BookSide.ASK, event.asks()));
    long heardAt = event.header().receivedAt().toEpochMilli();
    long from = token.checkedAt == 0 ? heardAt : Math.min(token.checkedAt, heardAt);
    var jump = new Jump(from, heardAt, step.nowMillis, differences);
    if (differences.size() > MOST_LEVELS) {
      row(token, jump, step);
      return;
    }
    token.jumps.addLast(jump);
    if (token.jumps.size() > MOST_WAITING) {
      row(token, token.jumps.removeFirst(), step);
    }
  }

  /**
   * Looks at a whole book that comes in a gap. What it changes may have been lost in the gap, or
   * between the last proof and the beginning of the gap.
   */
  static void noteBeforeGap(TokenState token, Book event, Step step) {
    OpenGap gap = token.gap;
    if (gap == null || !token.hasBook || token.checkedAt == 0) {
      return;
    }
    long began = gap.startedAt().toEpochMilli();
    if (token.checkedAt < began && !WholeBooks.isSame(token, event)) {
      Gaps.passed(
          token,
          step,
          GapReason.UNEXPLAINED,
          token.checkedAt,
          began,
          "the book after the gap is another, and was not proved right before it");
    }
  }

  /** Takes what a change tells of books that came before it. */
  static void tell(TokenState token, PriceChange event) {
    for (PriceChange.Change change : event.changes()) {
      for (Jump jump : token.jumps) {
        if (jump.tell(change)) {
          break;
        }
      }
    }
    token.jumps.removeIf(jump -> jump.untold().isEmpty());
  }

  /** Whether a change repeats what the whole book before it holds: of the same batch. */
  static boolean isRestated(TokenState token, PriceChange event) {
    return token.hasBook
        && token.gap == null
        && token.changeTime == 0
        && !event.hash().isEmpty()
        && event.hash().equals(token.hash)
        && event.changes().stream()
            .allMatch(change -> token.side(change.side()).holds(change.level()));
  }

  /** Judges those that have waited long enough. */
  void passTime(Collection<TokenState> tokens, Step step) throws TransientException {
    List<TokenState> due = tokens.stream().filter(token -> isDue(token, step)).toList();
    if (due.isEmpty()) {
      return;
    }
    Set<String> markets = due.stream().map(token -> token.conditionId).collect(Collectors.toSet());
    var heard = trades.load(markets);
    for (TokenState token : due) {
      while (isDue(token, step)) {
        judge(
            token,
            token.jumps.removeFirst(),
            heard.getOrDefault(token.conditionId, List.of()),
            step);
      }
      step.touch(token);
    }
  }

  private static boolean isDue(TokenState token, Step step) {
    Jump first = token.jumps.peekFirst();
    return first != null && step.nowMillis - first.handledAt >= WAIT_MILLIS;
  }

  private static void judge(
      TokenState token, Jump jump, List<MarketTrades.Heard> heard, Step step) {
    var free = heard.stream().filter(trade -> !token.spentTrades.contains(trade.id())).toList();
    Set<String> spent = jump.explainedBy(token.tokenId, free);
    if (spent == null) {
      row(token, jump, step);
      return;
    }
    token.spentTrades.addAll(spent);
    while (token.spentTrades.size() > MOST_SPENT) {
      token.spentTrades.removeFirst();
    }
  }

  /** Nothing comes any more that could tell of them. */
  static void end(TokenState token, Step step) {
    token.jumps.forEach(jump -> row(token, jump, step));
    token.jumps.clear();
  }

  private static void row(TokenState token, Jump jump, Step step) {
    int levels = jump.untold().size();
    String named =
        jump.untold().stream()
            .limit(MOST_NAMED)
            .map(Jump.Difference::text)
            .collect(Collectors.joining(", "));
    Gaps.passed(
        token,
        step,
        GapReason.UNEXPLAINED,
        jump.from,
        jump.heardAt,
        "a whole book changed what no change and no trade tells of: "
            + named
            + (levels > MOST_NAMED ? " and " + (levels - MOST_NAMED) + " more" : ""));
  }
}
