package io.polytape.simulator.clob;

import io.polytape.common.trade.Side;
import java.math.BigDecimal;

/**
 * A live trade as it really was.
 *
 * @param number counted from 0
 * @param side of the taker
 * @param timestamp epoch milliseconds as the venue states it
 */
public record TrueTrade(
    int number,
    String transactionHash,
    String tokenId,
    String conditionId,
    String outcome,
    Side side,
    BigDecimal price,
    BigDecimal size,
    long timestamp) {}
