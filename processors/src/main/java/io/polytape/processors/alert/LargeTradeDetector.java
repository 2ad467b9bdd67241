package io.polytape.processors.alert;

import io.polytape.common.live.LiveTrade;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A trade worth much; over when none came for the window. */
final class LargeTradeDetector implements Detector {
  private final AlertRule rule;
  private final Map<String, Last> last = new HashMap<>();

  private record Last(String conditionId, Instant at) {}

  LargeTradeDetector(AlertRule rule) {
    this.rule = rule;
  }

  @Override
  public void trade(LiveTrade trade, Measures into) {
    if (trade.size() == null) {
      return;
    }
    BigDecimal value = trade.price().multiply(trade.size());
    if (value.compareTo(rule.threshold()) >= 0) {
      last.put(trade.tokenId(), new Last(trade.conditionId(), trade.receivedAt()));
      into.take(rule, trade.tokenId(), trade.conditionId(), trade.receivedAt(), value);
    }
  }

  @Override
  public void resume(String tokenId, String conditionId, Instant raisedAt) {
    last.put(tokenId, new Last(conditionId, raisedAt));
  }

  @Override
  public void tick(Instant now, Measures into) {
    last.entrySet()
        .removeIf(
            each -> {
              boolean over = !each.getValue().at().plus(rule.window()).isAfter(now);
              if (over) {
                into.take(rule, each.getKey(), each.getValue().conditionId(), now, BigDecimal.ZERO);
              }
              return over;
            });
  }

  @Override
  public void retain(Set<String> followed, Instant now) {
    last.keySet().retainAll(followed);
  }
}
