package io.polytape.simulator.world;

/** The generations and shapes of markets that the listings mix. */
public enum MarketKind {
  /** Two outcomes, Yes and No. */
  BINARY,
  /** One of several Yes/No markets of which one at most resolves to Yes. */
  NEG_RISK,
  /** A short Up/Down market on a coin. */
  UP_DOWN,
  /** Two teams. */
  SPORTS,
  /** More than two outcomes with tokens of their own; matched complementary only. */
  MULTI,
  /** Of the years before the order book: no token ids, never traded here. */
  AMM,
  /** Protocol V2: position ids in place of token ids, never traded on these exchanges. */
  PROTOCOL_V2,
  /** Without a condition id. */
  LEGACY;

  /** Whether the first-generation exchanges can trade it. */
  public boolean tradable() {
    return switch (this) {
      case BINARY, NEG_RISK, UP_DOWN, SPORTS, MULTI -> true;
      case AMM, PROTOCOL_V2, LEGACY -> false;
    };
  }
}
