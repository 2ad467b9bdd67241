package io.polytape.simulator.world;

import java.util.List;

/** How the exchange brought a maker order and its counterparty together. */
public enum MatchKind {
  /** A buy met a sell of the same token. */
  COMPLEMENTARY(0),
  /** Two buys of opposite tokens, which the exchange minted. */
  MINT(1),
  /** Two sells of opposite tokens, which the exchange merged. */
  MERGE(2),
  /** One order filled by an operator without a match. */
  DIRECT(3),
  /** The taker order's own leg of a match, with the totals. */
  TAKER_ORDER(4);

  private static final List<MatchKind> BY_CODE =
      List.of(COMPLEMENTARY, MINT, MERGE, DIRECT, TAKER_ORDER);

  private final int code;

  MatchKind(int code) {
    this.code = code;
  }

  /** What a row of fills stores for it. */
  int code() {
    return code;
  }

  static MatchKind of(int code) {
    return BY_CODE.get(code);
  }
}
