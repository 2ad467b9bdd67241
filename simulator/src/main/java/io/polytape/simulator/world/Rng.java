package io.polytape.simulator.world;

import java.util.List;

/** A small seeded random generator whose sequence is fixed by this code alone, whatever the JDK. */
public final class Rng {
  private long state;

  public Rng(long seed) {
    this.state = seed;
  }

  public long next() {
    state += 0x9E3779B97F4A7C15L;
    return Mix.mix(state);
  }

  /** A number in [0, bound). */
  public int below(int bound) {
    return (int) Math.multiplyHigh(next() >>> 1, (long) bound << 1);
  }

  /** A number in [0, bound). */
  public long below(long bound) {
    return Math.multiplyHigh(next() >>> 1, bound << 1);
  }

  /** A number in [from, to]. */
  public long between(long from, long to) {
    return from + below(to - from + 1);
  }

  public double unit() {
    return Mix.unit(next());
  }

  public boolean chance(double probability) {
    return unit() < probability;
  }

  /** Exponentially distributed with mean 1. */
  public double exponential() {
    return -Math.log(1 - unit());
  }

  public <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }
}
