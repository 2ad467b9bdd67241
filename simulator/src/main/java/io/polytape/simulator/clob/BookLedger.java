package io.polytape.simulator.clob;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.trade.Side;
import io.polytape.simulator.clob.book.Decimals;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.book.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is true of the books and the live trades. Safe for use by several threads. */
public final class BookLedger {
  private final LiveVenue venue;

  BookLedger(LiveVenue venue) {
    this.venue = venue;
  }

  /** Every token that has a book. */
  public List<String> tokens() {
    return venue.still(
        () ->
            venue.markets().stream().flatMap(market -> market.spec().tokenIds().stream()).toList());
  }

  /** The book of a token as it is now; empty once its market has a result. */
  public Optional<TrueBook> book(String token) {
    return venue.still(() -> Optional.ofNullable(venue.market(token)).map(of -> book(of, token)));
  }

  /** Every book, all as of one moment. */
  public Map<String, TrueBook> books() {
    return venue.still(
        () -> {
          var books = new TreeMap<String, TrueBook>();
          for (LiveMarket market : venue.markets()) {
            market.spec().tokenIds().forEach(token -> books.put(token, book(market, token)));
          }
          return books;
        });
  }

  private static TrueBook book(LiveMarket market, String token) {
    int outcome = market.outcome(token);
    return new TrueBook(
        token,
        market.spec().conditionId(),
        market.version(),
        market.changedAt(),
        market.hash(outcome),
        Decimals.price(market.tick()),
        levels(market, outcome, true),
        levels(market, outcome, false));
  }

  private static List<Level> levels(LiveMarket market, int outcome, boolean bids) {
    var levels = new ArrayList<Level>();
    market.levels(
        outcome,
        bids,
        (price, size) -> levels.add(new Level(Decimals.price(price), Decimals.size(size))));
    return levels.reversed();
  }

  /** The newest changes of a token's book, oldest first; what is long ago is forgotten. */
  public List<TrueChange> changes(String token) {
    return venue.still(
        () -> {
          LiveMarket market = venue.market(token);
          if (market == null) {
            return List.of();
          }
          int outcome = market.outcome(token);
          return market.log().stream()
              .map(
                  logged ->
                      new TrueChange(
                          logged.version(),
                          logged.time(),
                          logged.change().bid(outcome) ? BookSide.BID : BookSide.ASK,
                          new Level(
                              Decimals.price(logged.change().price(outcome)),
                              Decimals.size(logged.change().size())),
                          logged.isTold()))
              .toList();
        });
  }

  /** How many live trades there are. */
  public int tradeCount() {
    return venue.trades();
  }

  /** All live trades in order. */
  public Stream<TrueTrade> trades() {
    return trades(0, Integer.MAX_VALUE);
  }

  /** At most {@code limit} live trades from a number on. */
  public Stream<TrueTrade> trades(long from, int limit) {
    int first = Math.clamp(from, 0, Integer.MAX_VALUE);
    int until = (int) Math.min((long) first + limit, Integer.MAX_VALUE);
    return venue.trades(first, until).stream().map(this::trade);
  }

  private TrueTrade trade(Match match) {
    return new TrueTrade(
        match.number(),
        venue.transaction(match),
        match.token(),
        match.market().conditionId(),
        match.market().outcomes().get(match.outcome()),
        match.buy() ? Side.BUY : Side.SELL,
        Decimals.price(match.price()),
        Decimals.size(match.size()),
        match.time());
  }
}
