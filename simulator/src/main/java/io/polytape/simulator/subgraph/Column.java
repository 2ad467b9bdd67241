package io.polytape.simulator.subgraph;

/** What a fill row can be asked for, filtered by and ordered by. */
enum Column {
  ID(false),
  TRANSACTION_HASH(false),
  TIMESTAMP(true),
  ORDER_HASH(false),
  MAKER(false),
  MAKER_ASSET_ID(false),
  MAKER_AMOUNT_FILLED(true),
  TAKER(false),
  TAKER_ASSET_ID(false),
  TAKER_AMOUNT_FILLED(true),
  FEE(true);

  private final boolean number;

  Column(boolean number) {
    this.number = number;
  }

  /** Whether it is a BigInt; all others are text. */
  boolean number() {
    return number;
  }
}
