package io.polytape.dashboard.live;

import io.polytape.common.stream.Streams;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A kind of live event that viewers can ask for, and the stream that it comes from. */
public enum EventType {
  QUOTE,
  TRADE,
  BOOK,
  GAP,
  ALERT;

  static final List<EventType> ALL = List.of(values());

  Streams stream() {
    return switch (this) {
      case QUOTE -> Streams.QUOTES;
      case TRADE -> Streams.LIVE_TRADES;
      case BOOK -> Streams.ORDER_BOOKS;
      case GAP -> Streams.GAPS;
      case ALERT -> Streams.ALERTS;
    };
  }

  /** The word in filters and events. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<EventType> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
