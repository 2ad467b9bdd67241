package io.polytape.processors.alert;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;

/**
 * One rule of the file.
 *
 * @param name unique; lower-case letters, digits, {@code -} and {@code _}
 * @param threshold a measure at or above it raises; its unit is that of the kind
 * @param clear a measure below it clears; at most the threshold
 * @param window how long the condition must hold, or how far back is looked; see the kind
 * @param baseline how far back the usual volume is looked for; volume_spike only
 * @param minimum collateral within the window below which no volume is a spike; volume_spike only
 * @param cooldown shortest time between two alerts of one token
 * @param tokens only these; together with {@code markets} empty for all
 * @param markets only the tokens of these condition ids
 */
record AlertRule(
    String name,
    AlertKind kind,
    String severity,
    BigDecimal threshold,
    BigDecimal clear,
    Duration window,
    Duration baseline,
    BigDecimal minimum,
    Duration cooldown,
    Set<String> tokens,
    Set<String> markets) {
  AlertRule {
    tokens = Set.copyOf(tokens);
    markets = Set.copyOf(markets);
  }

  boolean isForAll() {
    return tokens.isEmpty() && markets.isEmpty();
  }

  boolean concerns(String token, String condition) {
    return isForAll() || tokens.contains(token) || markets.contains(condition);
  }
}
