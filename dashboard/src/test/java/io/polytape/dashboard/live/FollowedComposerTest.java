package io.polytape.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class FollowedComposerTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_763_700_300);

  private final FollowedComposer composer = new FollowedComposer();

  @Test
  void tokensOfAMarketStandTogetherInTheOrderOfTheirOutcomes() {
    Followed followed =
        composer.compose(
            List.of("1", "2", "3"),
            Map.of(
                "1", fields("m", "0xm", "No", "1"),
                "2", fields("m", "0xm", "Yes", "0")),
            Map.of("m", fields("Will it?", "will-it")),
            Map.of("2", quote("0.48", NOW)),
            Map.of("1", fields("10.5"), "2", fields("2")),
            NOW);

    assertThat(followed.markets()).hasSize(2);
    LiveMarket market = followed.markets().getFirst();
    assertThat(market.question()).isEqualTo("Will it?");
    assertThat(market.volume()).isEqualTo("12.5");
    assertThat(market.tokens()).extracting(LiveToken::outcome).containsExactly("Yes", "No");
    assertThat(market.tokens().getFirst().mid()).isEqualTo("0.48");
    assertThat(market.tokens().getLast().quality()).isEmpty();
    assertThat(followed.markets().getLast().question()).as("not known yet").isEmpty();
    assertThat(followed.label("1")).isEqualTo(new Followed.Label("Will it?", "No"));
  }

  @Test
  void aTokenThatWasNotHeardOfForLongIsSilent() {
    assertThat(token(quote("0.48", NOW.minusSeconds(299)), NOW).silent()).isFalse();
    assertThat(token(quote("0.48", NOW.minusSeconds(301)), NOW).silent()).isTrue();
    assertThat(token(fields(), NOW).silent()).as("without a book").isFalse();
  }

  @Test
  void theSmallChartHoldsTenMinutesAndItsHoles() {
    market(quote("0.10", NOW), NOW);
    market(quote("0.20", NOW), NOW.plusSeconds(5));
    market(fields(), NOW.plusSeconds(30));
    List<@Nullable Float> spark = market(quote("0.30", NOW), NOW.plusSeconds(40)).spark();
    assertThat(spark).hasSize(60);
    assertThat(spark.subList(55, 60)).containsExactly(0.20f, null, null, null, 0.30f);

    List<@Nullable Float> later = market(fields(), NOW.plusSeconds(5_000)).spark();
    assertThat(later).containsOnlyNulls();
  }

  private LiveToken token(List<@Nullable String> quote, Instant now) {
    return market(quote, now).tokens().getFirst();
  }

  private LiveMarket market(List<@Nullable String> quote, Instant now) {
    return composer
        .compose(
            List.of("1"),
            Map.of("1", fields("m", "0xm", "Yes", "0")),
            Map.of(),
            Map.of("1", quote),
            Map.of(),
            now)
        .markets()
        .getFirst();
  }

  private static List<@Nullable String> quote(String mid, Instant received) {
    String at = Long.toString(received.toEpochMilli());
    return fields("", "", "", "", mid, "", "", "verified", at, at, "", "1");
  }

  private static List<@Nullable String> fields(@Nullable String... values) {
    return Arrays.asList(values);
  }
}
