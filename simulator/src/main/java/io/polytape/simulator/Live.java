package io.polytape.simulator;

import io.polytape.simulator.world.LiveControl;
import io.polytape.simulator.world.World;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Drives the live tail: keeps the world up to the clock, and changes its rate. */
final class Live {
  private final World world;
  private final InstantSource clock;
  private final Consumer<LiveControl> journal;
  private double lastRate;

  /**
   * @param journal told of each control before the world is
   */
  Live(World world, InstantSource clock, Consumer<LiveControl> journal) {
    this.world = world;
    this.clock = clock;
    this.journal = journal;
    this.lastRate = world.rate();
  }

  /** Makes what is due; the present in epoch seconds. */
  long advance() {
    long now = clock.instant().getEpochSecond();
    world.advance(now);
    return now;
  }

  /**
   * Sets the rate in fills per second from the next second on; 0 stops the tail and the market
   * clock.
   */
  synchronized void rate(double rate) {
    control(rate, 0);
    if (rate > 0) {
      lastRate = rate;
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
    control(world.rate(), fills);
  }

  private void control(double rate, int burst) {
    long now = advance();
    var control = new LiveControl(Math.max(now + 1, world.nextSecond()), rate, burst);
    journal.accept(control);
    world.control(control);
  }
}
