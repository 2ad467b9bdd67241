package io.polytape.processors.alert;

import io.polytape.common.live.Alert;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts stand: raises one when a measure reaches its threshold, clears it when it falls
 * below {@code clear}, and raises none of the same rule and token within the cooldown. Gathers what
 * changed until it is taken.
 */
final class Standings implements Detector.Measures {
  /** Alerts that stand or cool down; beyond them none is raised. */
  static final int MOST = 10_000;

  private static final int PLACES = 18;

  private final Map<Key, Standing> standings = new HashMap<>();
  private final Map<String, AlertRule> rules = new HashMap<>();
  private Pending pending = new Pending();
  private long suppressed;

  /** What a standing is of; as text {@code rule|token}. */
  record Key(String rule, String tokenId) {
    String text() {
      return rule + "|" + tokenId;
    }

    static Key parse(String text) {
      int bar = text.indexOf('|');
      return bar < 0 ? new Key(text, "") : new Key(text.substring(0, bar), text.substring(bar + 1));
    }
  }

  /** Changes that are not in Redis yet: the alerts, and each standing's new state or its end. */
  static final class Pending {
    final List<Alert> alerts = new ArrayList<>();
    final Map<Key, Optional<Standing>> changes = new LinkedHashMap<>();

    boolean isEmpty() {
      return alerts.isEmpty() && changes.isEmpty();
    }
  }

  Standings(List<AlertRule> rules, Map<Key, Standing> stored) {
    rules.forEach(rule -> this.rules.put(rule.name(), rule));
    standings.putAll(stored);
  }

  @Override
  public void take(
      AlertRule rule, String tokenId, String conditionId, Instant at, BigDecimal value) {
    var key = new Key(rule.name(), tokenId);
    Standing standing = standings.get(key);
    if (standing != null && standing.isRaised()) {
      if (value.compareTo(rule.clear()) < 0) {
        clear(key, standing, rule, at, value, "");
      }
      return;
    }
    if (value.compareTo(rule.threshold()) < 0 || (standing != null && cools(standing, rule, at))) {
      return;
    }
    if (standing == null && standings.size() >= MOST) {
      suppressed++;
      return;
    }
    String id =
        UUID.nameUUIDFromBytes((key.text() + "|" + at).getBytes(StandardCharsets.UTF_8)).toString();
    put(key, new Standing(id, conditionId, at, true));
    pending.alerts.add(alert(id, rule, key, conditionId, at, true, value, ""));
  }

  private static boolean cools(Standing standing, AlertRule rule, Instant at) {
    return at.isBefore(standing.raisedAt().plus(rule.cooldown()));
  }

  private void clear(
      Key key,
      Standing standing,
      @Nullable AlertRule rule,
      Instant at,
      BigDecimal value,
      String why) {
    String condition = standing.conditionId();
    put(key, new Standing(standing.alertId(), condition, standing.raisedAt(), false));
    pending.alerts.add(alert(standing.alertId(), rule, key, condition, at, false, value, why));
  }

  private void put(Key key, Standing standing) {
    standings.put(key, standing);
    pending.changes.put(key, Optional.of(standing));
  }

  private static Alert alert(
      String id,
      @Nullable AlertRule rule,
      Key key,
      String condition,
      Instant at,
      boolean raised,
      BigDecimal value,
      String why) {
    BigDecimal threshold = rule == null ? BigDecimal.ZERO : rule.threshold();
    String message =
        rule == null || !why.isEmpty()
            ? "cleared: " + why
            : (raised ? "" : "cleared: ") + rule.kind().message(shown(value), shown(threshold));
    return new Alert(
        id,
        key.rule(),
        rule == null ? "" : rule.kind().word(),
        rule == null ? "info" : rule.severity(),
        key.tokenId(),
        condition,
        at,
        raised,
        value.setScale(Math.min(value.scale(), PLACES), RoundingMode.HALF_EVEN),
        threshold,
        message);
  }

  private static String shown(BigDecimal value) {
    BigDecimal rounded =
        value.setScale(Math.min(Math.max(value.scale(), 0), 6), RoundingMode.HALF_EVEN);
    return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
  }

  /** Clears what can no longer end by itself, and forgets what has cooled down. */
  void tidy(Set<String> followed, Instant now) {
    for (var each : List.copyOf(standings.entrySet())) {
      Key key = each.getKey();
      Standing standing = each.getValue();
      AlertRule rule = rules.get(key.rule());
      if (standing.isRaised()) {
        if (rule == null) {
          clear(key, standing, null, now, BigDecimal.ZERO, "the rule is gone");
        } else if (!key.tokenId().isEmpty() && !followed.contains(key.tokenId())) {
          clear(key, standing, rule, now, BigDecimal.ZERO, "the token is followed no longer");
        }
      } else if (rule == null || !cools(standing, rule, now)) {
        standings.remove(key);
        pending.changes.put(key, Optional.empty());
      }
    }
  }

  /** Tells a rule's detector of the alerts that stand. */
  void resume(AlertRule rule, Detector detector) {
    standings.forEach(
        (key, standing) -> {
          if (standing.isRaised() && key.rule().equals(rule.name())) {
            detector.resume(key.tokenId(), standing.conditionId(), standing.raisedAt());
          }
        });
  }

  /** What changed since the last call. */
  Pending takePending() {
    Pending taken = pending;
    pending = new Pending();
    return taken;
  }

  boolean hasPending() {
    return !pending.isEmpty();
  }

  long raised() {
    return standings.values().stream().filter(Standing::isRaised).count();
  }

  /** How many alerts were not raised because there are too many. */
  long suppressed() {
    return suppressed;
  }
}
