package io.polytape.common.trade;

/** What an order does: BUY hands over collateral and gets tokens. Always say whose side it is. */
public enum Side {
  BUY,
  SELL;

  /** The other side. */
  public Side opposite() {
    return this == BUY ? SELL : BUY;
  }
}
