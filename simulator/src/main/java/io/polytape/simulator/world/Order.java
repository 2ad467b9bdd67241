package io.polytape.simulator.world;

import java.math.BigInteger;

/** A signed order and what is left of it; amounts in base units of 10^-6. */
final class Order {
  final int number;
  final int wallet;
  final int outcome;
  final boolean buy;

  /** What the whole order hands over and wants for it; the ratio of the two is its price. */
  private final long makerAmount;

  private final long takerAmount;
  private long remaining;

  Order(int number, int wallet, int outcome, boolean buy, long makerAmount, long takerAmount) {
    this.number = number;
    this.wallet = wallet;
    this.outcome = outcome;
    this.buy = buy;
    this.makerAmount = makerAmount;
    this.takerAmount = takerAmount;
    this.remaining = makerAmount;
  }

  long remaining() {
    return remaining;
  }

  /**
   * Uses up a part of the order; returns what the maker gets for it, rounded down as the contract
   * rounds.
   */
  long fill(long making) {
    remaining -= making;
    return making == 0 ? 0 : mulDiv(making, takerAmount, makerAmount);
  }

  static long mulDiv(long a, long b, long divisor) {
    if (Math.multiplyHigh(a, b) == 0 && a * b >= 0) {
      return a * b / divisor;
    }
    return BigInteger.valueOf(a)
        .multiply(BigInteger.valueOf(b))
        .divide(BigInteger.valueOf(divisor))
        .longValueExact();
  }
}
