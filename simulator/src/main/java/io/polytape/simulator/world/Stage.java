package io.polytape.simulator.world;

/** Where a market stands in its life. */
public enum Stage {
  /** Takes orders. */
  OPEN,
  /** Takes no more orders; a result was proposed. */
  ENDED,
  /** Closed; the result is not final. */
  CLOSED,
  /** Closed with a final result. */
  RESOLVED
}
