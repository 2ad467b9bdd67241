package io.polytape.processors.alert;

import io.polytape.common.live.LiveTrade;
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
 * Seconds since anything was heard, or since the oldest open gap began, whichever is longer. A rule
 * for all tokens watches the feed as a whole and names no token, for one lost connection concerns
 * hundreds; a rule for some watches each of them.
 */
final class StaleFeedDetector implements Detector {
  private static final String WHOLE_FEED = "";

  private final AlertRule rule;
  private final Instant start;
  private final Map<String, Heard> heard = new HashMap<>();
  private final Map<String, Instant> openGaps = new HashMap<>();
  private Set<String> followed = Set.of();

  private record Heard(String conditionId, Instant at) {}

  StaleFeedDetector(AlertRule rule, Instant now) {
    this.rule = rule;
    this.start = now;
  }

  @Override
  public void quote(Quote quote, Measures into) {
    heard(quote.tokenId(), quote.conditionId(), quote.receivedAt());
  }

  @Override
  public void trade(LiveTrade trade, Measures into) {
    heard(trade.tokenId(), trade.conditionId(), trade.receivedAt());
  }

  private void heard(String token, String condition, Instant at) {
    var now = new Heard(rule.isForAll() ? "" : condition, at);
    heard.merge(
        rule.isForAll() ? WHOLE_FEED : token, now, (a, b) -> a.at().isAfter(b.at()) ? a : b);
  }

  @Override
  public void gapStands(String tokenId, Instant since) {
    openGaps.put(tokenId, since);
  }

  @Override
  public void gapEnded(String tokenId) {
    openGaps.remove(tokenId);
  }

  @Override
  public void tick(Instant now, Measures into) {
    if (rule.isForAll()) {
      boolean anything = !followed.isEmpty();
      Instant oldest = null;
      for (var each : openGaps.entrySet()) {
        if (followed.contains(each.getKey())
            && (oldest == null || each.getValue().isBefore(oldest))) {
          oldest = each.getValue();
        }
      }
      take(WHOLE_FEED, anything ? heard.get(WHOLE_FEED) : new Heard("", now), oldest, now, into);
      return;
    }
    var tokens = new HashSet<>(rule.tokens());
    tokens.addAll(heard.keySet());
    for (String token : tokens) {
      if (followed.contains(token)) {
        take(token, heard.get(token), openGaps.get(token), now, into);
      }
    }
  }

  private void take(
      String token, @Nullable Heard last, @Nullable Instant gapSince, Instant now, Measures into) {
    Instant since = last == null ? start : last.at();
    if (gapSince != null && gapSince.isBefore(since)) {
      since = gapSince;
    }
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    into.take(
        rule, token, last == null ? "" : last.conditionId(), now, BigDecimal.valueOf(seconds));
  }

  @Override
  public void retain(Set<String> followed, Instant now) {
    if (this.followed.isEmpty() && !followed.isEmpty()) {
      // Silence before there was anything to hear is none.
      heard.merge(WHOLE_FEED, new Heard("", now), (a, b) -> a.at().isAfter(b.at()) ? a : b);
    }
    this.followed = followed;
    heard.keySet().removeIf(token -> !token.isEmpty() && !followed.contains(token));
    openGaps.keySet().retainAll(followed);
  }
}
