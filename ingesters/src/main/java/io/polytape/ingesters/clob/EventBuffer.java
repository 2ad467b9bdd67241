package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of one partition that wait to be published. When it is full, the book updates of a
 * token are conflated: what the book came to remains, the steps on the way do not, and a gap says
 * so. Everything else waits however long, up to ten times the room; beyond that trades are lost
 * too, and the gap says that.
 */
final class EventBuffer {
  private static final int TRADES_BEYOND = 10;

  private final int room;
  private final ArrayDeque<MarketEvent> events = new ArrayDeque<>();
  private final Map<String, Conflated> conflated = new LinkedHashMap<>();
  private long conflations;
  private long lostTrades;

  EventBuffer(int room) {
    this.room = room;
  }

  /** Adds an event behind all others of its token. */
  synchronized void add(MarketEvent event) {
    String token = event.header().tokenId();
    Conflated waiting = conflated.get(token);
    boolean isBookUpdate =
        event instanceof Book || event instanceof PriceChange || event instanceof BestBidAsk;
    if (isBookUpdate && (waiting != null || events.size() >= room)) {
      conflations++;
      conflated.computeIfAbsent(token, ignored -> new Conflated()).take(event);
    } else if (waiting != null && event instanceof MarketEvent.Gap gap) {
      waiting.take(gap);
    } else if (event instanceof MarketEvent.Trade && events.size() >= (long) room * TRADES_BEYOND) {
      lostTrades++;
      conflated.computeIfAbsent(token, ignored -> new Conflated()).lostTrade(event);
    } else {
      events.addLast(event);
    }
  }

  /** Takes the oldest events, at most so many, and what was conflated once they are all out. */
  synchronized List<MarketEvent> take(int most) {
    var taken = new ArrayList<MarketEvent>(Math.min(most, events.size() + 16));
    while (taken.size() < most && !events.isEmpty()) {
      taken.add(events.removeFirst());
    }
    Iterator<Conflated> waiting = conflated.values().iterator();
    while (events.isEmpty() && taken.size() < most && waiting.hasNext()) {
      taken.addAll(waiting.next().events());
      waiting.remove();
    }
    return taken;
  }

  synchronized int size() {
    return events.size() + conflated.size();
  }

  synchronized boolean isEmpty() {
    return events.isEmpty() && conflated.isEmpty();
  }

  /** Book updates that were conflated so far. */
  synchronized long conflations() {
    return conflations;
  }

  /** Trades that did not even fit into ten times the room. */
  synchronized long lostTrades() {
    return lostTrades;
  }
}
