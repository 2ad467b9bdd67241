package io.polytape.simulator.clob.book;

/**
 * The new total of one level, as the market's first outcome sees it.
 *
 * @param price in thousandths of a unit of collateral
 * @param bid which side; decides nothing about the level's new size
 * @param size in hundredths of a token; 0 removes the level
 */
public record Change(int price, boolean bid, int size) {

  /** The price that an outcome sees: the second one sees what is missing to 1. */
  public int price(int outcome) {
    return outcome == 0 ? price : Ladder.ONE - price;
  }

  /** Whether an outcome sees it as a bid. */
  public boolean bid(int outcome) {
    return bid == (outcome == 0);
  }
}
