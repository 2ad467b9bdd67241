package io.polytape.processors.alert;

import io.polytape.common.live.GapRow;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quote;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;

/**
 * Measures for one rule. What it remembers lies in memory only and begins anew with the process; it
 * is bounded by the tokens that are followed.
 */
interface Detector {
  /** Takes measures; decides what is to be raised or cleared. */
  @FunctionalInterface
  interface Measures {
    void take(AlertRule rule, String tokenId, String conditionId, Instant at, BigDecimal value);
  }

  /** A kind's detector. */
  static Detector of(AlertRule rule, Instant now) {
    return switch (rule.kind()) {
      case WIDE_SPREAD, CROSSED_BOOK -> new BookDetector(rule);
      case VOLUME_SPIKE -> new VolumeSpikeDetector(rule, now);
      case LARGE_TRADE -> new LargeTradeDetector(rule);
      case PRICE_JUMP -> new PriceJumpDetector(rule);
      case STALE_FEED -> new StaleFeedDetector(rule, now);
    };
  }

  default void quote(Quote quote, Measures into) {}

  default void trade(LiveTrade trade, Measures into) {}

  /** A gap opened or ended just now. */
  default void gap(GapRow gap, Measures into) {}

  /** Called about once a second: for what follows from time alone. */
  default void tick(Instant now, Measures into) {}

  /** An alert of its rule stands since before this process: it must be able to end. */
  default void resume(String tokenId, String conditionId, Instant raisedAt) {}

  /** A token's gap is open, maybe since before this process. */
  default void gapStands(String tokenId, Instant since) {}

  default void gapEnded(String tokenId) {}

  /** Forgets every other token. */
  void retain(Set<String> followed, Instant now);
}
