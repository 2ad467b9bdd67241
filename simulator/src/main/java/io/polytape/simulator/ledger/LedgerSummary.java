package io.polytape.simulator.ledger;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Totals to compare first.
 *
 * @param volume collateral of every match counted once, in base units
 * @param minTimestamp null without fills
 */
public record LedgerSummary(
    long fills,
    long takerLegs,
    long zeroTokenFills,
    long markets,
    BigInteger sumMakerAmount,
    BigInteger sumTakerAmount,
    BigInteger sumCollateral,
    BigInteger sumTokens,
    BigInteger sumFee,
    BigInteger volume,
    @Nullable Long minTimestamp,
    @Nullable Long maxTimestamp,
    long largestSecond) {}
