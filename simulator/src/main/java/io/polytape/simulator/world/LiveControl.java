package io.polytape.simulator.world;

/**
 * One order to the live tail, in force from a second on.
 *
 * @param from epoch second from which it holds
 * @param rate fills per second from then on
 * @param burst fills to put into the first block at or after {@code from}, besides the rate; 0 for
 *     none
 */
public record LiveControl(long from, double rate, int burst) {
  public LiveControl {
    if (!(rate >= 0 && rate <= 1_000_000)) {
      throw new IllegalArgumentException(
          "rate: expected 0 to 1000000 fills per second, was " + rate);
    }
    if (burst < 0 || burst > 1_000_000) {
      throw new IllegalArgumentException("burst: expected 0 to 1000000 fills, was " + burst);
    }
  }
}
