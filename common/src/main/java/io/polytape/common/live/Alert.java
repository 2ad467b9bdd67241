package io.polytape.common.live;

import java.math.BigDecimal;
import java.time.Instant;

/**
 * A rule's condition came true or ended; entry of {@code stream:alerts} and row of {@code alerts}.
 *
 * @param alertId the same for the raising and the clearing
 * @param rule name of the rule in its file
 * @param kind such as {@code wide_spread}
 * @param tokenId empty when it is about no single token
 * @param isRaised false when it has ended
 * @param value what was measured
 * @param threshold what the rule allows
 */
public record Alert(
    String alertId,
    String rule,
    String kind,
    String severity,
    String tokenId,
    String conditionId,
    Instant eventTime,
    boolean isRaised,
    BigDecimal value,
    BigDecimal threshold,
    String message) {}
