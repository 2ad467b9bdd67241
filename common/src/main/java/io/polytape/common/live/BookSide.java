package io.polytape.common.live;

/** A side of a book; the venue's {@code BUY} is the bids, {@code SELL} the asks. */
public enum BookSide {
  BID,
  ASK
}
