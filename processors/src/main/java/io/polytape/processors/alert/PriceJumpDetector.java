package io.polytape.processors.alert;

import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How far mid is from its lowest or highest within the window, in steps of a 20th of it. */
final class PriceJumpDetector implements Detector {
  private static final int STEPS = 20;

  private final AlertRule rule;
  private final long step;
  private final Map<String, Path> paths = new HashMap<>();

  /** Lowest and highest of a step of time. */
  private record Range(long index, BigDecimal low, BigDecimal high) {}

  /** What mid did lately. */
  private static final class Path {
    final ArrayDeque<Range> ranges = new ArrayDeque<>();
    String conditionId;
    @Nullable BigDecimal mid;
    boolean isFar;

    Path(String conditionId) {
      this.conditionId = conditionId;
    }
  }

  PriceJumpDetector(AlertRule rule) {
    this.rule = rule;
    this.step = Math.max(1, rule.window().toMillis() / STEPS);
  }

  @Override
  public void quote(Quote quote, Measures into) {
    if (quote.mid() == null || quote.quality() == Quality.GAP) {
      return;
    }
    Path path = paths.computeIfAbsent(quote.tokenId(), token -> new Path(quote.conditionId()));
    path.mid = quote.mid();
    long index = quote.receivedAt().toEpochMilli() / step;
    Range last = path.ranges.peekLast();
    if (last != null && last.index() >= index) {
      path.ranges.removeLast();
      path.ranges.addLast(
          new Range(last.index(), last.low().min(quote.mid()), last.high().max(quote.mid())));
    } else {
      path.ranges.addLast(new Range(index, quote.mid(), quote.mid()));
    }
    report(quote.tokenId(), path, quote.receivedAt(), into);
  }

  private void report(String token, Path path, Instant at, Measures into) {
    long oldest = (at.toEpochMilli() - rule.window().toMillis()) / step;
    while (!path.ranges.isEmpty() && path.ranges.getFirst().index() < oldest) {
      path.ranges.removeFirst();
    }
    BigDecimal mid = path.mid;
    BigDecimal jump = BigDecimal.ZERO;
    if (mid != null) {
      for (Range each : path.ranges) {
        jump = jump.max(mid.subtract(each.low())).max(each.high().subtract(mid));
      }
    }
    path.isFar = jump.compareTo(rule.clear()) >= 0;
    into.take(rule, token, path.conditionId, at, jump);
  }

  @Override
  public void resume(String tokenId, String conditionId, Instant raisedAt) {
    paths.computeIfAbsent(tokenId, token -> new Path(conditionId)).isFar = true;
  }

  @Override
  public void tick(Instant now, Measures into) {
    paths.forEach(
        (token, path) -> {
          if (path.isFar) {
            report(token, path, now, into);
          }
        });
  }

  @Override
  public void retain(Set<String> followed, Instant now) {
    paths.keySet().retainAll(followed);
    long old = now.minus(rule.window()).minus(Duration.ofMinutes(1)).toEpochMilli() / step;
    // A token that went quiet needs no history: its next mid begins one.
    paths
        .values()
        .removeIf(
            path -> !path.isFar && (path.ranges.isEmpty() || path.ranges.getLast().index() < old));
  }
}
