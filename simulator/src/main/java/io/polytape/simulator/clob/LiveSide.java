package io.polytape.simulator.clob;

import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.clob.channel.LiveFaults;
import io.polytape.simulator.clob.channel.MarketChannel;
import io.polytape.simulator.world.MarketView;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** The live side of the venue, put together. Safe for use by several threads. */
public final class LiveSide implements AutoCloseable {
  private final LiveVenue venue;
  private final LiveFaults faults;
  private final MarketChannel channel;
  private final BookLedger ledger;
  private final Pace pace;

  /**
   * @param listed the venue's markets as they stand
   */
  public LiveSide(
      long seed, LiveConfig config, Supplier<List<MarketView>> listed, InstantSource clock) {
    this.venue = new LiveVenue(seed, listed, clock);
    this.faults = new LiveFaults(seed, clock);
    config.faults().forEach(faults::set);
    this.channel = new MarketChannel(seed, venue, faults, clock, config.bookLimit());
    this.ledger = new BookLedger(venue);
    this.pace = new Pace(venue, channel);
    pace.rates(config.bookRate(), config.tradeRate());
  }

  /** Opens the books and lets them move. */
  public void start() {
    venue.refresh();
    pace.start();
  }

  public LiveVenue venue() {
    return venue;
  }

  public LiveFaults faults() {
    return faults;
  }

  public MarketChannel channel() {
    return channel;
  }

  public BookLedger ledger() {
    return ledger;
  }

  /** Sets how many level changes and trades there are per second; 0 and 0 for a last state. */
  public void rates(double books, double trades) {
    pace.rates(books, trades);
  }

  /** Goes on at the rates before the last stop. */
  public void resume() {
    pace.resume();
  }

  public double bookRate() {
    return pace.books();
  }

  public double tradeRate() {
    return pace.trades();
  }

  /** Makes that many level changes and trades at once, beside the rates. */
  public void burst(int events, int trades) {
    if (events < 0 || trades < 0 || events > 10_000_000 || trades > 1_000_000) {
      throw new IllegalArgumentException(
          "burst: expected 0 to 10000000 events and 0 to 1000000 trades, was "
              + events
              + " and "
              + trades);
    }
    venue.make(events, trades);
  }

  @Override
  public void close() {
    pace.close();
    channel.close();
  }
}
