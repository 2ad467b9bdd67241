package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says so when a whole book has changed what nothing tells of. The venue tells what trades took by
 * a whole book alone, and of what else its engine did in the same batch by changes right after it:
 * so a book that differs is no loss by itself, but what neither those changes nor the sizes of the
 * trades account for is a hole. See docs/decisions/0019.
 */
final class Jumps {
  /** The changes and trades of a book may come after it. */
  private static final long WAIT_MILLIS = 2_000;

  /** So long is waited, when what came is read late, for that to be read. */
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  /** More than so many of a token are judged before their time. */
  private static final int MANY = 16;

  private static final int MOST = 256;
  private static final int MOST_LEVELS = 64;
  private static final int MOST_NAMED = 4;

  private final MarketTrades trades;

  Jumps(MarketTrades trades) {
    this.trades = trades;
  }

  /** Set of the tokens of a partition on which one waits. */
  static String waiting(int partition) {
    return "jumps:waiting:" + partition;
  }

  /** Hash of tokens of a partition that have ended while one waited, to what waits. */
  static String ended(int partition) {
    return "jumps:ended:" + partition;
  }

  /** Looks at a whole book that is to take the place of a token's. */
  static void note(TokenState token, Book event, Step step) {
    List<Jump.Difference> differences = new ArrayList<>();
    differences.addAll(token.bids.differences(BookSide.BID, event.bids()));
    differences.addAll(token.asks.differences(BookSide.ASK, event.asks()));
    long heardAt = event.header().receivedAt().toEpochMilli();
    long from = token.checkedAt == 0 ? heardAt : Math.min(token.checkedAt, heardAt);
    var jump = new Jump(from, heardAt, event.header().sourceTime(), event.hash(), differences);
    jump.waitingSince = step.nowMillis;
    if (differences.size() > MOST_LEVELS) {
      row(token, jump, step);
      return;
    }
    token.jumps.addLast(jump);
    if (token.jumps.size() > MOST) {
      row(token, token.jumps.removeFirst(), step);
    }
  }

  /**
   * Looks at the first whole book in a gap. What it changes may have been lost in the gap, or
   * between the last proof and the beginning of the gap.
   *
   * @param event null when none will come
   */
  static void noteBeforeGap(TokenState token, @Nullable Book event, Step step) {
    OpenGap gap = token.gap;
    if (gap == null || !token.hasBook || token.checkedAt == 0) {
      return;
    }
    long began = gap.startedAt().toEpochMilli();
    boolean isProved =
        event != null && token.heardInGap.isEmpty() && WholeBooks.isSame(token, event);
    if (token.checkedAt < began && !isProved) {
      Gaps.passed(
          token,
          step,
          GapReason.UNEXPLAINED,
          token.checkedAt,
          began,
          "the book was not proved right between its last proof and the gap after it");
    }
  }

  /** Takes what a change tells of books that came before it. */
  static void tell(TokenState token, PriceChange event) {
    if (!token.jumps.isEmpty()) {
      token.jumps.forEach(jump -> jump.tell(event));
      token.jumps.removeIf(jump -> jump.untold().isEmpty());
    }
  }

  /** Whether a change is of the batch of a whole book, which holds it already. */
  static boolean isRestated(TokenState token, PriceChange event) {
    return token.hasBook && token.gap == null && token.bookHashes.contains(event.hash());
  }

  /**
   * Judges those that have waited long enough.
   *
   * @param isAwake false when we were held up ourselves, and what came meanwhile is not read yet
   */
  void passTime(Collection<TokenState> tokens, Step step, boolean isAwake)
      throws TransientException {
    List<TokenState> due = tokens.stream().filter(token -> isDue(token, step, isAwake)).toList();
    if (due.isEmpty()) {
      return;
    }
    Set<String> markets = due.stream().map(token -> token.conditionId).collect(Collectors.toSet());
    var heard = trades.load(markets);
    for (TokenState token : due) {
      token.spentTrades.values().removeIf(at -> at < step.nowMillis - LONGEST_WAIT_MILLIS);
      while (isDue(token, step, isAwake)) {
        Jump jump = token.jumps.removeFirst();
        judge(token, jump, heard.getOrDefault(token.conditionId, List.of()), step);
      }
      if (token.ended && token.jumps.isEmpty()) {
        step.also("HDEL", ended(step.partition), token.tokenId);
      }
      step.touch(token);
    }
  }

  private static boolean isDue(TokenState token, Step step, boolean isAwake) {
    Jump first = token.jumps.peekFirst();
    if (first == null) {
      return false;
    }
    if (first.waitingSince == 0) {
      // A predecessor's: what came meanwhile is to be read first.
      token.jumps.forEach(jump -> jump.waitingSince = step.nowMillis);
    }
    long waited = step.nowMillis - first.waitingSince;
    return waited >= LONGEST_WAIT_MILLIS
        || (isAwake && (waited >= WAIT_MILLIS || token.jumps.size() > MANY));
  }

  private static void judge(
      TokenState token, Jump jump, List<MarketTrades.Heard> heard, Step step) {
    var free = heard.stream().filter(trade -> !token.spentTrades.containsKey(trade.id())).toList();
    Set<String> spent = jump.explainedBy(token.tokenId, free);
    if (spent == null) {
      row(token, jump, step);
    } else {
      spent.forEach(id -> token.spentTrades.put(id, step.nowMillis));
    }
  }

  /** Keeps what waits on a token that has ended, whose hot keys go. */
  static void end(TokenState token, Step step) {
    if (!token.jumps.isEmpty()) {
      String left = text(token) + '\n' + token.conditionId;
      step.also("HSET", ended(step.partition), token.tokenId, left);
    }
  }

  /** Gives what waits on a token that has ended to the same token, followed again. */
  static void revive(TokenState token, TokenState fresh, Step step) {
    fresh.jumps.addAll(token.jumps);
    step.also("HDEL", ended(step.partition), token.tokenId);
  }

  /** Takes what a predecessor left of tokens that have ended; their states are loaded. */
  static void load(Map<String, String> left, TokenCache tokens) {
    left.forEach(
        (tokenId, text) -> {
          TokenState token = tokens.get(tokenId);
          if (token.ended) {
            String[] parts = text.split("\n", 2);
            parse(token, parts[0]);
            token.conditionId = parts[1];
          }
        });
  }

  /** For the hot cache. */
  static String text(TokenState token) {
    return token.jumps.stream().map(Jump::text).collect(Collectors.joining(";"));
  }

  static void parse(TokenState token, String text) {
    for (String jump : text.split(";", -1)) {
      if (!jump.isEmpty()) {
        token.jumps.addLast(Jump.parse(jump));
      }
    }
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
        // What its batch did besides may have been lost right behind it.
        jump.heardAt + Jump.TOLD_MILLIS,
        "a whole book changed what no change and no trade tells of: "
            + named
            + (levels > MOST_NAMED ? " and " + (levels - MOST_NAMED) + " more" : ""));
  }
}
