package io.polytape.simulator.world;

/** How the exchange brought a maker order and its counterparty together. */
public enum MatchKind {
  /** A buy met a sell of the same token. */
  COMPLEMENTARY,
  /** Two buys of opposite tokens, which the exchange minted. */
  MINT,
  /** Two sells of opposite tokens, which the exchange merged. */
  MERGE,
  /** One order filled by an operator without a match. */
  DIRECT,
  /** The taker order's own leg of a match, with the totals. */
  TAKER_ORDER
}
