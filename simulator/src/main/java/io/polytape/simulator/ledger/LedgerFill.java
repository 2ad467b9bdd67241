package io.polytape.simulator.ledger;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One fill and the trade that must be derived from it.
 *
 * @param seq place in the order of (timestamp, id), from 0
 * @param timestamp block time in epoch seconds
 * @param makerAmountFilled base units of 10^-6, as all amounts and the fee here
 * @param price collateral per token, rounded half-even to 18 places; null for a fill of no tokens
 * @param priceNumerator collateral in base units
 * @param priceDenominator tokens in base units
 * @param usdAmount collateral with 6 places
 */
public record LedgerFill(
    long seq,
    String eventId,
    long timestamp,
    String transactionHash,
    String orderHash,
    String contract,
    String maker,
    String taker,
    String makerAssetId,
    String takerAssetId,
    long makerAmountFilled,
    long takerAmountFilled,
    long fee,
    boolean isTakerLeg,
    String matchKind,
    String marketId,
    String conditionId,
    String tokenId,
    String outcome,
    int outcomeIndex,
    String makerDirection,
    String takerDirection,
    @Nullable BigDecimal price,
    long priceNumerator,
    long priceDenominator,
    BigDecimal usdAmount,
    BigDecimal tokenAmount) {}
