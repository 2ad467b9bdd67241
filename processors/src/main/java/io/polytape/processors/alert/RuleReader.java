package io.polytape.processors.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.config.Setting;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one rule and collects everything that is wrong with it. */
final class RuleReader {
  private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
  private static final Pattern TOKEN = Pattern.compile("[0-9]{1,78}");
  private static final Pattern MARKET = Pattern.compile("0x[0-9a-f]{64}");
  private static final List<String> SEVERITIES = List.of("info", "warning", "critical");
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final BigDecimal MOST = BigDecimal.TEN.pow(12);
  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "kind",
          "severity",
          "threshold",
          "clear",
          "window",
          "cooldown",
          "tokens",
          "markets");
  private static final Set<String> SPIKE_FIELDS = Set.of("baseline", "minimum");

  private final JsonNode node;
  private final List<String> faults;
  private String where;

  RuleReader(String where, JsonNode node, List<String> faults) {
    this.where = where;
    this.node = node;
    this.faults = faults;
  }

  /** The rule; empty when something is wrong with it. */
  Optional<AlertRule> read() {
    int before = faults.size();
    if (!node.isObject()) {
      fault("expected an object");
      return Optional.empty();
    }
    String name = name();
    where += name.isEmpty() ? "" : " '" + name + "'";
    AlertKind kind = kind();
    if (kind == null) {
      return Optional.empty();
    }
    unknownFields(kind);
    String severity = severity();
    BigDecimal threshold = decimal("threshold", null, kind != AlertKind.CROSSED_BOOK);
    BigDecimal clear = decimal("clear", threshold, false);
    if (clear.compareTo(threshold) > 0) {
      fault("clear: expected at most the threshold " + threshold.toPlainString());
    }
    var window = duration("window", usualWindow(kind));
    var baseline = duration("baseline", Duration.ofHours(1));
    if (kind == AlertKind.VOLUME_SPIKE && baseline.compareTo(window.multipliedBy(2)) < 0) {
      fault("baseline: expected at least twice the window");
    }
    if ((kind == AlertKind.PRICE_JUMP || kind == AlertKind.VOLUME_SPIKE)
        && window.compareTo(Duration.ofSeconds(1)) < 0) {
      fault("window: expected at least 1s");
    }
    var rule =
        new AlertRule(
            name,
            kind,
            severity,
            threshold,
            clear,
            window,
            baseline,
            decimal("minimum", BigDecimal.valueOf(1_000), false),
            duration("cooldown", Duration.ofMinutes(5)),
            texts("tokens", TOKEN, "decimal token ids"),
            texts("markets", MARKET, "condition ids, 0x and 64 lower-case hex digits"));
    return faults.size() == before ? Optional.of(rule) : Optional.empty();
  }

  private static Duration usualWindow(AlertKind kind) {
    return switch (kind) {
      case WIDE_SPREAD -> Duration.ofSeconds(10);
      case CROSSED_BOOK -> Duration.ofSeconds(2);
      case LARGE_TRADE, VOLUME_SPIKE -> Duration.ofMinutes(1);
      case PRICE_JUMP -> Duration.ofMinutes(5);
      case STALE_FEED -> Duration.ZERO;
    };
  }

  private void unknownFields(AlertKind kind) {
    for (var each : node.properties()) {
      String field = each.getKey();
      boolean known =
          FIELDS.contains(field)
              ? !(kind == AlertKind.STALE_FEED && field.equals("window"))
              : kind == AlertKind.VOLUME_SPIKE && SPIKE_FIELDS.contains(field);
      if (!known) {
        fault("field '" + shortened(field) + "' means nothing for " + kind.word());
      }
    }
  }

  private String name() {
    String name = node.path("name").asText("");
    if (!NAME.matcher(name).matches()) {
      fault("name: expected up to 64 of a-z 0-9 - _, was '" + shortened(name) + "'");
      return "";
    }
    return name;
  }

  private @Nullable AlertKind kind() {
    String word = node.path("kind").asText("");
    for (AlertKind kind : AlertKind.values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    String known =
        Arrays.stream(AlertKind.values()).map(AlertKind::word).collect(Collectors.joining(", "));
    fault("kind: expected one of " + known + ", was '" + shortened(word) + "'");
    return null;
  }

  private String severity() {
    String severity = node.path("severity").asText("warning");
    if (!SEVERITIES.contains(severity)) {
      fault("severity: expected one of " + SEVERITIES + ", was '" + shortened(severity) + "'");
    }
    return severity;
  }

  private BigDecimal decimal(String field, @Nullable BigDecimal usual, boolean aboveZero) {
    JsonNode value = node.path(field);
    if (value.isMissingNode() && usual != null) {
      return usual;
    }
    try {
      if (value.isNumber() || value.isTextual()) {
        var number = new BigDecimal(value.asText());
        if (number.signum() >= (aboveZero ? 1 : 0)
            && number.compareTo(MOST) <= 0
            && number.scale() <= 18) {
          return number;
        }
      }
    } catch (NumberFormatException e) {
      // Falls through to the one message below.
    }
    fault(
        "%s: expected a number %s 0 of at most 18 places, was %s"
            .formatted(field, aboveZero ? "above" : "from", shortened(value.toString())));
    return BigDecimal.ZERO;
  }

  private Duration duration(String field, Duration usual) {
    JsonNode value = node.path(field);
    if (value.isMissingNode()) {
      return usual;
    }
    try {
      Duration duration = Setting.duration(field, "0s", "").parser().apply(value.asText());
      if (duration.compareTo(LONGEST) <= 0) {
        return duration;
      }
    } catch (IllegalArgumentException e) {
      // Falls through to the one message below.
    }
    fault(
        field
            + ": expected a time such as 30s, 5m or 1h, at most 24h, was "
            + shortened(value.toString()));
    return usual;
  }

  private Set<String> texts(String field, Pattern pattern, String expected) {
    JsonNode value = node.path(field);
    var texts = new HashSet<String>();
    if (!value.isMissingNode() && !value.isArray()) {
      fault(field + ": expected a list of " + expected);
    }
    for (JsonNode each : value) {
      String text = each.asText("");
      if (!each.isTextual() || !pattern.matcher(text).matches()) {
        fault(field + ": expected " + expected + ", was " + shortened(each.toString()));
      }
      texts.add(text);
    }
    return texts;
  }

  private void fault(String what) {
    faults.add(where + ": " + what);
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
