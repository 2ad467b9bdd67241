package io.polytape.simulator.world;

/**
 * One OrderFilled log as the exchange emits it, in numbers.
 *
 * @param transaction number of the transaction, from which its hash follows
 * @param order number of the order, from which its hash follows
 * @param outcome index of the outcome token that one side hands over
 * @param buy whether the maker hands over collateral
 * @param maker number of the wallet that signed the order
 * @param taker number of the counterparty's wallet; for a taker order's leg it is the exchange
 * @param made base units that the maker handed over
 * @param taken base units that the maker received
 * @param lastMatch whether it is the taker order's leg of its transaction's last match
 */
record Leg(
    int transaction,
    int order,
    int market,
    int outcome,
    boolean buy,
    MatchKind kind,
    int maker,
    int taker,
    long made,
    long taken,
    long fee,
    boolean lastMatch) {

  Leg asLastMatch() {
    return new Leg(
        transaction, order, market, outcome, buy, kind, maker, taker, made, taken, fee, true);
  }

  long collateral() {
    return buy ? made : taken;
  }
}
