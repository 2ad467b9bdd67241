package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.common.live.MarketEvent.TickSize;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;

/** Gives each event of a partition to those who know what it does to its token. */
final class EventHandler {
  private final TokenCache tokens;
  private final HeldTrades held;
  private final BookKeeper books;
  private final TradeKeeper trades;
  private long feedHeardAt;
  private long deadLetters;

  EventHandler(TokenCache tokens, HeldTrades held, BookKeeper books, TradeKeeper trades) {
    this.tokens = tokens;
    this.held = held;
    this.books = books;
    this.trades = trades;
  }

  /** When a socket last brought anything for the partition, milliseconds since 1970. */
  long feedHeardAt() {
    return feedHeardAt;
  }

  /** How many events could not be true. */
  long deadLetters() {
    return deadLetters;
  }

  /** Handles an event whose token was loaded. */
  void handle(EventBatch.Event read, Step step) {
    MarketEvent event = read.event();
    if (event instanceof NewMarket) {
      return;
    }
    if (!event.header().connection().isEmpty()) {
      feedHeardAt = step.nowMillis;
    }
    TokenState token = tokens.get(event.header().tokenId());
    if (token.ended && event instanceof Book && Endings.isRevived(token, event.header())) {
      token = tokens.replace(Endings.revived(token, step));
    }
    if (token.ended && !(event instanceof Trade)) {
      if (event instanceof PriceChange late) {
        Endings.late(token, late, step);
      } else if (!(event instanceof Ended || event instanceof Gap)) {
        step.rowless(MarketEventCodec.type(event) + " ended");
      }
      return;
    }
    switch (event) {
      case Book e -> {
        String fault = books.apply(token, e, step);
        if (fault != null) {
          bury(read.entry(), fault, step);
        }
      }
      case PriceChange e -> books.apply(token, e, step);
      case BestBidAsk e -> books.apply(token, e, step);
      case TickSize e -> books.apply(token, e, step);
      case Gap e -> books.apply(token, e, step);
      case Ended e -> end(token, e, step);
      case Resolved e -> end(token, e, step);
      case Trade e -> {
        TradeKeeper.Missing missing =
            trades.apply(token, e, held.isBookAwaited(token.tokenId), step);
        if (missing != TradeKeeper.Missing.NOTHING) {
          held.hold(read.entry().id(), e, missing, step);
        }
      }
      case NewMarket e -> {}
    }
  }

  private void bury(Entry entry, String reason, Step step) {
    step.bury(
        DeadLetter.of(
            Streams.BOOK_PROCESSOR,
            reason,
            Partitions.stream(step.partition).key(),
            entry,
            step.nowMillis));
    deadLetters++;
  }

  private void end(TokenState token, MarketEvent event, Step step) {
    Endings.end(token, event.header(), step);
    tokens.mayBeOver(token);
  }
}
