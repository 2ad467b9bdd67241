package io.polytape.simulator.gamma;

import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.VenueEvent;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * An event with those of its markets that are listed.
 *
 * @param markets never empty
 */
record EventView(VenueEvent event, List<MarketView> markets) {
  EventView {
    markets = List.copyOf(markets);
  }

  /** Groups markets, which come in the order of their ids, by their event. */
  static List<EventView> of(List<MarketView> markets) {
    var events = new ArrayList<EventView>();
    var group = new ArrayList<MarketView>();
    for (MarketView market : markets) {
      if (!group.isEmpty()
          && group.getFirst().spec().event().index() != market.spec().event().index()) {
        events.add(new EventView(group.getFirst().spec().event(), group));
        group.clear();
      }
      group.add(market);
    }
    if (!group.isEmpty()) {
      events.add(new EventView(group.getFirst().spec().event(), group));
    }
    return events;
  }

  boolean closed() {
    return markets.stream().allMatch(MarketView::closed);
  }

  BigDecimal volume() {
    return markets.stream().map(MarketView::volume).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  BigDecimal liquidity() {
    return markets.stream().map(MarketView::liquidity).reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  long updatedAt() {
    return markets.stream().mapToLong(MarketView::updatedAt).max().orElse(0);
  }
}
