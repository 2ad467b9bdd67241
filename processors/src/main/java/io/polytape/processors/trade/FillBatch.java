package io.polytape.processors.trade;

import io.polytape.common.market.MarketOutcome;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.trade.TradeCodec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Entries that were read together, decoded: which markets they need, and what follows from each.
 */
final class FillBatch {
  private final List<Item> items = new ArrayList<>();
  private final long nowMillis;

  private sealed interface Item {
    record Fill(Entry entry, OrderFilled fill) implements Item {}

    record Undecodable(Entry entry, String reason) implements Item {}
  }

  FillBatch(List<Entry> entries, long nowMillis) {
    this.nowMillis = nowMillis;
    for (Entry entry : entries) {
      items.add(decode(entry));
    }
  }

  private static Item decode(Entry entry) {
    var fault = entry.shapeFault();
    if (fault.isPresent()) {
      return new Item.Undecodable(entry, fault.get());
    }
    try {
      return new Item.Fill(entry, OrderFilledCodec.decode(entry.payload()));
    } catch (UndecodableException e) {
      return new Item.Undecodable(entry, String.valueOf(e.getMessage()));
    }
  }

  /** The tokens whose markets are needed. */
  Set<String> tokens() {
    var tokens = new LinkedHashSet<String>();
    for (Item item : items) {
      if (item instanceof Item.Fill(var entry, var fill)) {
        TradeDerivation.tokenOf(fill).ifPresent(tokens::add);
      }
    }
    return tokens;
  }

  /** What is to happen for each entry, in their order. */
  List<Effect> effects(Map<String, MarketOutcome> known) {
    var effects = new ArrayList<Effect>(items.size());
    for (Item item : items) {
      effects.add(
          switch (item) {
            case Item.Undecodable(var entry, var reason) -> bury(entry, reason);
            case Item.Fill(var entry, var fill) ->
                switch (TradeDerivation.derive(fill, known)) {
                  case Derivation.Derived(var trade) ->
                      new Effect.Publish(entry.id(), TradeCodec.encode(trade));
                  case Derivation.UnknownToken(var token) ->
                      new Effect.Park(entry.id(), token, entry.payload());
                  case Derivation.Poison(var reason) -> bury(entry, reason);
                };
          });
    }
    return effects;
  }

  private Effect bury(Entry entry, String reason) {
    return new Effect.Bury(
        entry.id(),
        DeadLetter.of(
            Streams.TRADE_PROCESSOR, reason, Streams.ORDER_EVENTS.key(), entry, nowMillis));
  }
}
