package io.polytape.dashboard.live;

import io.polytape.common.live.Alert;
import io.polytape.common.live.GapRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The newest gaps and alerts, each in its newest state; bounded, the oldest go. */
public final class Recent {
  private static final int MOST_GAPS = 500;
  private static final int MOST_ALERTS = 500;
  private static final Duration ACTIVE_AT_MOST = Duration.ofHours(24);

  private final Map<String, GapRow> gaps = new LinkedHashMap<>();
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private long unreadable;

  synchronized void take(GapRow gap) {
    GapRow known = gaps.get(gap.gapId());
    if (known == null || !gap.updatedAt().isBefore(known.updatedAt())) {
      gaps.remove(gap.gapId());
      gaps.put(gap.gapId(), gap);
      trim(gaps, MOST_GAPS);
    }
  }

  synchronized void take(Alert alert) {
    Alert known = alerts.get(alert.alertId());
    boolean isNewer =
        known == null
            || alert.eventTime().isAfter(known.eventTime())
            || (alert.eventTime().equals(known.eventTime()) && !alert.isRaised());
    if (isNewer) {
      alerts.remove(alert.alertId());
      alerts.put(alert.alertId(), alert);
      trim(alerts, MOST_ALERTS);
    }
  }

  private static <T> void trim(Map<String, T> map, int most) {
    while (map.size() > most) {
      map.remove(map.keySet().iterator().next());
    }
  }

  /** Newest first. */
  synchronized List<GapRow> gaps(int most) {
    return gaps.values().stream()
        .sorted(Comparator.comparing(GapRow::startedAt).reversed())
        .limit(most)
        .toList();
  }

  /** Active ones first, newest first among each. */
  synchronized List<Alert> alerts(int most) {
    var sorted = new ArrayList<>(alerts.values());
    sorted.sort(
        Comparator.comparing((Alert alert) -> !alert.isRaised())
            .thenComparing(Comparator.comparing(Alert::eventTime).reversed()));
    return List.copyOf(sorted.subList(0, Math.min(most, sorted.size())));
  }

  /** Active alerts by severity. */
  synchronized Map<String, Long> activeAlerts(Instant now) {
    var active = new HashMap<String, Long>();
    alerts.values().stream()
        .filter(Alert::isRaised)
        .filter(alert -> alert.eventTime().isAfter(now.minus(ACTIVE_AT_MOST)))
        .forEach(alert -> active.merge(alert.severity(), 1L, Long::sum));
    return active;
  }

  synchronized void countUnreadable() {
    unreadable++;
  }

  synchronized long unreadable() {
    return unreadable;
  }
}
