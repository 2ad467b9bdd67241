package io.polytape.processors.alert;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.GapRow;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Spread too wide, or book crossed, for at least the window. A token that is first seen with a wide
 * spread is no news: most markets that nobody trades are so. It has to have been narrower first.
 */
final class BookDetector implements Detector {
  private final AlertRule rule;
  private final boolean forSpread;
  private final Map<String, Beyond> beyond = new HashMap<>();
  private final Set<String> seenWithin = new HashSet<>();

  /** The condition holds since then. */
  private record Beyond(String conditionId, Instant since, BigDecimal value) {}

  BookDetector(AlertRule rule) {
    this.rule = rule;
    this.forSpread = rule.kind() == AlertKind.WIDE_SPREAD;
  }

  @Override
  public void quote(Quote quote, Measures into) {
    BigDecimal value = measure(quote);
    if (value != null) {
      measured(quote.tokenId(), quote.conditionId(), quote.receivedAt(), value, into);
    }
  }

  /** The book processor sets a crossed book aside: its gap may be all that is heard of it. */
  @Override
  public void gap(GapRow gap, Measures into) {
    if (forSpread || gap.reason() != GapReason.CROSSED) {
      return;
    }
    if (gap.endedAt() == null) {
      measured(gap.tokenId(), gap.conditionId(), gap.updatedAt(), BigDecimal.ZERO, into);
    } else {
      beyond.remove(gap.tokenId());
    }
  }

  private @Nullable BigDecimal measure(Quote quote) {
    BigDecimal spread = quote.spread();
    if (spread == null) {
      return null;
    }
    if (forSpread) {
      return quote.quality() == Quality.GAP ? null : spread;
    }
    return spread.negate();
  }

  private void measured(
      String token, String condition, Instant at, BigDecimal value, Measures into) {
    if (value.compareTo(rule.threshold()) < 0) {
      beyond.remove(token);
      if (forSpread) {
        seenWithin.add(token);
      }
      into.take(rule, token, condition, at, value);
    } else if (!forSpread || seenWithin.contains(token)) {
      Beyond before = beyond.get(token);
      var now = new Beyond(condition, before == null ? at : before.since(), value);
      beyond.put(token, now);
      report(token, now, at, into);
    }
  }

  private void report(String token, Beyond each, Instant at, Measures into) {
    if (Duration.between(each.since(), at).compareTo(rule.window()) >= 0) {
      into.take(rule, token, each.conditionId(), at, each.value());
    }
  }

  @Override
  public void tick(Instant now, Measures into) {
    beyond.forEach((token, each) -> report(token, each, now, into));
  }

  @Override
  public void retain(Set<String> followed, Instant now) {
    beyond.keySet().retainAll(followed);
    seenWithin.retainAll(followed);
  }
}
