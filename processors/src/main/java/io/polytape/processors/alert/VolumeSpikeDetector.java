package io.polytape.processors.alert;

import io.polytape.common.live.LiveTrade;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Value of the trades within the window as a multiple of the mean of such windows before it, within
 * the baseline. Says nothing until half of the baseline was seen. What is usual counts as at least
 * minimum / threshold, so that less than the minimum is never a spike.
 */
final class VolumeSpikeDetector implements Detector {
  private static final int STEPS = 10;
  private static final MathContext PLACES = new MathContext(12, RoundingMode.HALF_EVEN);

  private final AlertRule rule;
  private final Instant since;
  private final long step;
  private final BigDecimal leastUsual;
  private final Map<String, Volume> volumes = new HashMap<>();

  /** Value of the trades of a step of time. */
  private record Bucket(long index, BigDecimal value) {}

  private static final class Volume {
    final ArrayDeque<Bucket> buckets = new ArrayDeque<>();
    final String conditionId;
    boolean isHigh;

    Volume(String conditionId) {
      this.conditionId = conditionId;
    }
  }

  VolumeSpikeDetector(AlertRule rule, Instant now) {
    this.rule = rule;
    this.since = now;
    this.step = Math.max(1, rule.window().toMillis() / STEPS);
    this.leastUsual =
        rule.minimum().divide(rule.threshold(), PLACES).max(new BigDecimal("0.000001"));
  }

  @Override
  public void trade(LiveTrade trade, Measures into) {
    if (trade.size() == null) {
      return;
    }
    BigDecimal value = trade.price().multiply(trade.size());
    Volume volume =
        volumes.computeIfAbsent(trade.tokenId(), token -> new Volume(trade.conditionId()));
    long index = trade.receivedAt().toEpochMilli() / step;
    Bucket last = volume.buckets.peekLast();
    if (last != null && last.index() >= index) {
      volume.buckets.removeLast();
      volume.buckets.addLast(new Bucket(last.index(), last.value().add(value)));
    } else {
      volume.buckets.addLast(new Bucket(index, value));
    }
    report(trade.tokenId(), volume, trade.receivedAt(), into);
  }

  private void report(String token, Volume volume, Instant at, Measures into) {
    long now = at.toEpochMilli();
    long oldest = (now - rule.baseline().toMillis()) / step;
    while (!volume.buckets.isEmpty() && volume.buckets.getFirst().index() <= oldest) {
      volume.buckets.removeFirst();
    }
    long windowStart = now / step - STEPS;
    BigDecimal current = BigDecimal.ZERO;
    BigDecimal before = BigDecimal.ZERO;
    for (Bucket each : volume.buckets) {
      if (each.index() > windowStart) {
        current = current.add(each.value());
      } else {
        before = before.add(each.value());
      }
    }
    Duration seen = Duration.between(since, at);
    Duration covered = seen.compareTo(rule.baseline()) < 0 ? seen : rule.baseline();
    BigDecimal ratio = BigDecimal.ZERO;
    if (covered.multipliedBy(2).compareTo(rule.baseline()) >= 0) {
      var windows =
          BigDecimal.valueOf(covered.minus(rule.window()).toMillis())
              .divide(BigDecimal.valueOf(rule.window().toMillis()), PLACES)
              .max(BigDecimal.ONE);
      BigDecimal usual = before.divide(windows, PLACES).max(leastUsual);
      ratio = current.divide(usual, PLACES);
    }
    volume.isHigh = ratio.compareTo(rule.clear()) >= 0;
    into.take(rule, token, volume.conditionId, at, ratio);
  }

  @Override
  public void resume(String tokenId, String conditionId, Instant raisedAt) {
    volumes.computeIfAbsent(tokenId, token -> new Volume(conditionId)).isHigh = true;
  }

  @Override
  public void tick(Instant now, Measures into) {
    volumes.forEach(
        (token, volume) -> {
          if (volume.isHigh) {
            report(token, volume, now, into);
          }
        });
  }

  @Override
  public void retain(Set<String> followed, Instant now) {
    volumes.keySet().retainAll(followed);
    long oldest = now.minus(rule.baseline()).toEpochMilli() / step;
    volumes
        .values()
        .removeIf(
            volume ->
                !volume.isHigh
                    && (volume.buckets.isEmpty() || volume.buckets.getLast().index() < oldest));
  }
}
