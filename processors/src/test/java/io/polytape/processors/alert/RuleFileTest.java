package io.polytape.processors.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.polytape.common.config.ConfigException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RuleFileTest {
  @Test
  void theShippedRulesHaveOneOfEachKind() throws Exception {
    assertThat(RuleFile.read(Optional.empty()))
        .extracting(AlertRule::kind)
        .containsExactlyInAnyOrder(AlertKind.values());
  }

  @Test
  void readsEveryField() throws Exception {
    var rules =
        RuleFile.parse(
            "f",
            """
            {"rules": [{"name": "spike-1", "kind": "volume_spike", "severity": "critical",
              "threshold": 3.5, "clear": "1.25", "window": "2m", "baseline": "30m",
              "minimum": 12.5, "cooldown": "90s", "tokens": ["123"], "markets": ["0x%s"]}]}
            """
                .formatted("ab".repeat(32)));

    assertThat(rules).hasSize(1);
    AlertRule rule = rules.getFirst();
    assertThat(rule.name()).isEqualTo("spike-1");
    assertThat(rule.kind()).isEqualTo(AlertKind.VOLUME_SPIKE);
    assertThat(rule.severity()).isEqualTo("critical");
    assertThat(rule.threshold()).isEqualByComparingTo("3.5");
    assertThat(rule.clear()).isEqualByComparingTo("1.25");
    assertThat(rule.window()).isEqualTo(Duration.ofMinutes(2));
    assertThat(rule.baseline()).isEqualTo(Duration.ofMinutes(30));
    assertThat(rule.minimum()).isEqualByComparingTo("12.5");
    assertThat(rule.cooldown()).isEqualTo(Duration.ofSeconds(90));
    assertThat(rule.concerns("123", "")).isTrue();
    assertThat(rule.concerns("124", "0x" + "ab".repeat(32))).isTrue();
    assertThat(rule.concerns("124", "0x" + "ac".repeat(32))).isFalse();
  }

  @Test
  void whatIsLeftOutIsSensible() throws Exception {
    AlertRule rule =
        RuleFile.parse(
                "f", "{\"rules\":[{\"name\":\"a\",\"kind\":\"wide_spread\",\"threshold\":0.1}]}")
            .getFirst();

    assertThat(rule.clear()).isEqualByComparingTo(new BigDecimal("0.1"));
    assertThat(rule.severity()).isEqualTo("warning");
    assertThat(rule.window()).isEqualTo(Duration.ofSeconds(10));
    assertThat(rule.cooldown()).isEqualTo(Duration.ofMinutes(5));
    assertThat(rule.isForAll()).isTrue();
  }

  @Test
  void listsEveryFaultAtOnce() {
    assertThat(
            faults(
                """
                {"rules": [
                  {"name": "Bad Name", "kind": "wide_spread", "threshold": -1},
                  {"name": "b", "kind": "nonsense", "threshold": 1},
                  {"name": "c", "kind": "price_jump", "threshold": 0.1, "clear": 0.2, "window": "1w"},
                  {"name": "d", "kind": "stale_feed", "threshold": 30, "window": "1m", "baseline": "1h"},
                  {"name": "e", "kind": "large_trade", "severity": "loud", "tokens": ["0x1"],
                   "markets": "0x1"},
                  {"name": "f", "kind": "large_trade", "threshold": 1},
                  {"name": "f", "kind": "large_trade", "threshold": 1},
                  {"name": "g", "kind": "volume_spike", "threshold": 2, "window": "1h", "baseline": "1h"},
                  7
                ]}
                """))
        .containsExactly(
            "f: rule 1: name: expected up to 64 of a-z 0-9 - _, was 'Bad Name'",
            "f: rule 1: threshold: expected a number above 0 of at most 18 places, was -1",
            "f: rule 2 'b': kind: expected one of wide_spread, volume_spike, large_trade,"
                + " price_jump, stale_feed, crossed_book, was 'nonsense'",
            "f: rule 3 'c': clear: expected at most the threshold 0.1",
            "f: rule 3 'c': window: expected a time such as 30s, 5m or 1h, at most 24h, was \"1w\"",
            "f: rule 4 'd': field 'window' means nothing for stale_feed",
            "f: rule 4 'd': field 'baseline' means nothing for stale_feed",
            "f: rule 5 'e': severity: expected one of [info, warning, critical], was 'loud'",
            "f: rule 5 'e': threshold: expected a number above 0 of at most 18 places, was ",
            "f: rule 5 'e': tokens: expected decimal token ids, was \"0x1\"",
            "f: rule 5 'e': markets: expected a list of condition ids, 0x and 64 lower-case hex"
                + " digits",
            "f: expected each name once, was 'f' again",
            "f: rule 8 'g': baseline: expected at least twice the window",
            "f: rule 9: expected an object");
  }

  @Test
  void refusesWhatIsNoFileOfRules() {
    assertThat(faults("{")).singleElement().asString().startsWith("f: not JSON");
    assertThat(faults("[]")).containsExactly("f: expected one object with a list \"rules\"");
    assertThat(faults("{\"rules\":[],\"rules\":[]}"))
        .singleElement()
        .asString()
        .contains("Duplicate");
    assertThat(faults("{\"rules\":[" + "0,".repeat(100) + "0]}"))
        .containsExactly("f: expected at most 100 rules, was 101");
    var missing =
        catchThrowableOfType(
            ConfigException.class, () -> RuleFile.read(Optional.of(Path.of("/no/such/file"))));
    assertThat(missing).hasMessageContaining("ALERT_RULES /no/such/file cannot be read");
  }

  @Test
  void everyKindHasItsMessage() {
    assertThat(Arrays.stream(AlertKind.values()).map(kind -> kind.message("VALUE", "LIMIT")))
        .allMatch(message -> message.contains("VALUE") && message.contains("LIMIT"));
  }

  private static List<String> faults(String text) {
    var thrown = catchThrowableOfType(ConfigException.class, () -> RuleFile.parse("f", text));
    assertThat(thrown).isNotNull();
    return thrown.faults();
  }
}
