package io.polytape.processors.trade;

import io.polytape.common.trade.Trade;

/** What became of a fill. */
sealed interface Derivation {
  /** It is this trade. */
  record Derived(Trade trade) implements Derivation {}

  /** Its market is not known yet. */
  record UnknownToken(String tokenId) implements Derivation {}

  /** It can never be a trade; the reason is one sentence. */
  record Poison(String reason) implements Derivation {}
}
