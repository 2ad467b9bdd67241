package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Entries of one partition that were read together, decoded. */
final class EventBatch {
  private final List<Event> events = new ArrayList<>();
  private final List<Poison> poison = new ArrayList<>();
  private final String stream;
  private EntryId lastEntry;
  private int lost;

  /** An event and the entry it came in. */
  record Event(Entry entry, MarketEvent event) {}

  private record Poison(Entry entry, String reason) {}

  /**
   * @param after entries up to this one were handled before: they come again when somebody removed
   *     the group, and are only to be acknowledged
   */
  EventBatch(String stream, List<Entry> entries, EntryId after) {
    this.stream = stream;
    this.lastEntry = after;
    for (Entry entry : entries) {
      EntryId id = EntryId.parse(entry.id());
      if (id.compareTo(lastEntry) > 0) {
        lastEntry = id;
        decode(entry);
      }
    }
  }

  private void decode(Entry entry) {
    if (entry.isDeleted()) {
      lost++;
      return;
    }
    var fault = entry.shapeFault();
    if (fault.isPresent()) {
      poison.add(new Poison(entry, fault.get()));
      return;
    }
    try {
      events.add(new Event(entry, MarketEventCodec.decode(entry.payload())));
    } catch (UndecodableException e) {
      poison.add(new Poison(entry, String.valueOf(e.getMessage())));
    }
  }

  List<Event> events() {
    return events;
  }

  /** The tokens that the events are about. */
  Set<String> tokens() {
    var tokens = new LinkedHashSet<String>();
    for (Event each : events) {
      if (!(each.event() instanceof NewMarket)) {
        tokens.add(each.event().header().tokenId());
      }
    }
    return tokens;
  }

  /** The tokens that were traded. */
  Set<String> traded() {
    var tokens = new LinkedHashSet<String>();
    for (Event each : events) {
      if (each.event() instanceof Trade) {
        tokens.add(each.event().header().tokenId());
      }
    }
    return tokens;
  }

  /** Sets aside what cannot be read, with its original bytes. */
  void bury(Step step) {
    for (Poison each : poison) {
      step.bury(
          DeadLetter.of(
              Streams.BOOK_PROCESSOR, each.reason(), stream, each.entry(), step.nowMillis));
    }
  }

  int buried() {
    return poison.size();
  }

  /** How many were deleted from the stream before they were handled. */
  int lost() {
    return lost;
  }

  EntryId lastEntry() {
    return lastEntry;
  }
}
