package io.polytape.simulator;

import io.polytape.simulator.clob.LiveSide;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.World;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Drives the live tail: keeps the world up to the clock, and changes its rate. Safe for use by
 * several threads.
 */
final class Live {
  private final World world;
  private final InstantSource clock;
  private final WorldFile journal;
  private final LiveSide books;
  private double lastRate;

  /**
   * @param journal told of everything that a restart must know before it shows
   * @param books stop and go on with the tail
   */
  Live(
      World world,
      InstantSource clock,
      WorldFile journal,
      Function<Supplier<List<MarketView>>, LiveSide> books) {
    this.world = world;
    this.clock = clock;
    this.journal = journal;
    this.lastRate = world.rate();
    this.books = books.apply(() -> world.markets(advance(), 0));
  }

  /** The live side, whose markets are those of this world. */
  LiveSide books() {
    return books;
  }

  /** Makes what is due; the present in epoch seconds. */
  long advance() {
    long now = clock.instant().getEpochSecond();
    journal.alive(now);
    world.advance(now);
    return now;
  }

  /**
   * Sets the rate in fills per second from the next second on; 0 stops the tail, the market clock
   * and the books.
   */
  synchronized void rate(double rate) {
    world.control(clock.instant().getEpochSecond(), rate, 0, journal::add);
    if (rate > 0) {
      lastRate = rate;
      books.resume();
    } else {
      books.rates(0, 0);
    }
  }

  /**
   * Goes on at the rate that was in force before the tail stopped, or at a given one if it never
   * ran.
   */
  synchronized void start(double otherwise) {
    if (world.rate() == 0) {
      rate(lastRate > 0 ? lastRate : otherwise);
    }
  }

  /** Puts that many fills into the next block. */
  synchronized void burst(int fills) {
    world.control(clock.instant().getEpochSecond(), world.rate(), fills, journal::add);
  }
}
