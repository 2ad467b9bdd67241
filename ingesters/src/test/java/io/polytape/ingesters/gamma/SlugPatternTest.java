package io.polytape.ingesters.gamma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SlugPatternTest {
  private static List<String> slugs(String pattern, String now, int ahead) {
    return SlugPattern.list(pattern).get(0).slugs(Instant.parse(now), ahead);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T12:00:00Z, 1795176000",
    "2026-11-20T12:14:59.999Z, 1795176000",
    "2026-11-20T12:15:00Z, 1795176900"
  })
  void beginsWithThePeriodThatIsRunning(String now, String seconds) {
    assertThat(slugs("btc-updown-15m-{unix:15m}", now, 0))
        .containsExactly("btc-updown-15m-" + seconds);
  }

  @Test
  void looksAhead() {
    assertThat(slugs("x-{unix:4h}-y", "2026-11-20T13:00:00Z", 2))
        .containsExactly("x-1795176000-y", "x-1795190400-y", "x-1795204800-y");
  }

  @Test
  void writesNewYorkTimeInLowerCase() {
    assertThat(slugs("bitcoin-up-or-down-{et:MMMM-d-ha:1h}-et", "2026-11-21T03:30:00Z", 2))
        .containsExactly(
            "bitcoin-up-or-down-november-20-10pm-et",
            "bitcoin-up-or-down-november-20-11pm-et",
            "bitcoin-up-or-down-november-21-12am-et");
  }

  @Test
  void aDayBeginsInNewYorkAlsoWhenTheClocksChange() {
    assertThat(slugs("b-on-{et:MMMM-d:1d}", "2026-11-01T03:59:59Z", 2))
        .containsExactly("b-on-october-31", "b-on-november-1", "b-on-november-2");
    assertThat(slugs("b-{unix:1d}", "2026-11-01T12:00:00Z", 1))
        .containsExactly("b-1793505600", "b-1793595600");
  }

  @Test
  void readsTheDefaultAndSeveral() {
    assertThat(SlugPattern.list(GammaSettings.DISCOVERY_SLUGS.fallback())).hasSize(20);
    assertThat(SlugPattern.list(" a-{unix:5m} , ,b-{unix:5m}")).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "btc",
        "btc-{unix}",
        "btc-{unix:15}",
        "btc-{unix:0m}",
        "btc-{unix:2d}",
        "btc-{utc:15m}",
        "btc-{et:b:1h}",
        "{unix:1m}{unix:1m}",
        "a b-{unix:1m}"
      })
  void refusesWhatIsNone(String pattern) {
    assertThatThrownBy(() -> SlugPattern.list(pattern))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
