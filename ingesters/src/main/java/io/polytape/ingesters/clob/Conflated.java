package io.polytape.ingesters.clob;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Book updates of one token in one: the newest whole book and the last total of each level that
 * changed after it. Changes say totals, so the book comes out right; only its way there is lost.
 */
final class Conflated {
  private record Place(BookSide side, BigDecimal price) {}

  private final Map<Place, Change> changes = new LinkedHashMap<>();
  private @Nullable Gap gap;
  private @Nullable Book book;
  private @Nullable PriceChange last;
  private @Nullable BestBidAsk best;
  private int updates;

  /** Takes in a book update. */
  void take(MarketEvent event) {
    updates++;
    switch (event) {
      case Book whole -> {
        begin(event, GapReason.OVERFLOW, false, event.header().receivedAt());
        book = whole;
        changes.clear();
        last = null;
        best = null;
      }
      case PriceChange change -> {
        begin(event, GapReason.OVERFLOW, false, event.header().receivedAt());
        for (Change each : change.changes()) {
          Level level = each.level();
          changes.put(new Place(each.side(), level.price()), each);
        }
        last = change;
      }
      case BestBidAsk top -> {
        begin(event, GapReason.OVERFLOW, false, event.header().receivedAt());
        best = top;
      }
      case Gap other -> {
        begin(other, other.reason(), other.tradesToo(), other.from());
        // A book from before a gap must not seem to end it.
        book = null;
        changes.clear();
        last = null;
        best = null;
      }
      default -> throw new IllegalArgumentException("not a book update: " + event);
    }
  }

  /** Says that a trade of the token had no room. */
  void lostTrade(MarketEvent trade) {
    begin(trade, GapReason.OVERFLOW, true, trade.header().receivedAt());
  }

  private void begin(MarketEvent event, GapReason reason, boolean tradesToo, Instant from) {
    Gap before = gap;
    if (before == null) {
      gap = new Gap(event.header(), reason, from, tradesToo, "");
    } else {
      gap =
          new Gap(
              before.header(),
              before.reason(),
              from.isBefore(before.from()) ? from : before.from(),
              before.tradesToo() || tradesToo,
              "");
    }
  }

  /** The gap, and what the book came to. */
  List<MarketEvent> events() {
    var events = new ArrayList<MarketEvent>();
    if (gap != null) {
      events.add(
          new Gap(
              gap.header(),
              gap.reason(),
              gap.from(),
              gap.tradesToo(),
              updates + " book updates in one, the queue was full"));
    }
    if (book != null) {
      events.add(book);
    }
    if (last != null) {
      events.add(
          new PriceChange(
              last.header(),
              List.copyOf(changes.values()),
              last.hash(),
              last.bestBid(),
              last.bestAsk()));
    }
    if (best != null) {
      events.add(best);
    }
    return events;
  }
}
