package io.polytape.processors.book;

import io.polytape.common.live.LevelChange;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;

/** Rows of every level change that is heard, also of those that leave the book as it is. */
final class ChangeRows {
  private ChangeRows() {}

  static void applied(TokenState token, PriceChange event, Change change, Step step) {
    step.change(row(token, event, change, true));
  }

  static void notApplied(TokenState token, PriceChange event, Change change, Step step) {
    step.change(row(token, event, change, false));
  }

  /** Nothing of the event was applied. */
  static void notApplied(TokenState token, PriceChange event, Step step) {
    BookKeeper.advanceTime(token, event.header());
    event.changes().forEach(change -> notApplied(token, event, change, step));
  }

  /** The book had the levels before the event came; some may have changed again since. */
  static void restated(TokenState token, PriceChange event, Step step) {
    BookKeeper.advanceTime(token, event.header());
    for (Change change : event.changes()) {
      boolean isHeld = token.side(change.side()).holds(change.level());
      step.change(row(token, event, change, isHeld));
    }
  }

  private static LevelChange row(
      TokenState token, PriceChange event, Change change, boolean isApplied) {
    return new LevelChange(
        token.tokenId,
        token.conditionId,
        token.eventInstant(),
        event.header().sourceTime(),
        event.header().receivedAt(),
        change.side(),
        change.level(),
        event.bestBid(),
        event.bestAsk(),
        event.hash(),
        event.header().connection(),
        isApplied);
  }
}
