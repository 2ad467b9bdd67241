package io.polytape.common.market;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.lists;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quicktheories.core.Gen;

final class MarketCodecTest {
  private static final Gen<String> TEXT = strings().allPossible().ofLengthBetween(0, 60);

  @Test
  void aMarketComesBackAsItWent() {
    qt().forAll(
            TEXT,
            lists().of(TEXT).ofSizeBetween(0, 5),
            longs().between(-1_000_000_000_000L, 4_000_000_000_000L),
            integers().between(0, 18))
        .checkAssert(
            (text, texts, number, scale) -> {
              Market market = market(text, texts, number, scale, number % 2 == 0);
              try {
                assertThat(MarketCodec.decode(MarketCodec.encode(market))).isEqualTo(market);
              } catch (UndecodableException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void halfACharacterInAForeignTextDoesNotStopAnything() throws Exception {
    var market = market("a\ud83db\ude00", List.of("\ud800"), 5, 1, true);

    assertThat(MarketCodec.decode(MarketCodec.encode(market))).isEqualTo(market);
  }

  @Test
  void aFieldThatIsNotWhatItShouldBeMakesItUndecodable() {
    String json = new String(MarketCodec.encode(market("a", List.of("b"), 5, 1, true)), UTF_8);
    for (String[] change :
        new String[][] {
          {"\"market_id\":\"ma\"", "\"market_id\":\"\""},
          {"\"market_id\":\"ma\"", "\"market_id\":7"},
          {"\"outcomes\":[\"b\"]", "\"outcomes\":\"b\""},
          {"\"volume\":\"0.5\"", "\"volume\":\"much\""},
          {"\"volume\":\"0.5\"", "\"volume\":0.5"},
          {"\"updated_at\":\"1970-01-01T00:00:00.005Z\"}", "\"updated_at\":\"today\"}"},
          {"\"updated_at\":\"1970-01-01T00:00:00.005Z\"}", "\"x\":\"\"}"},
        }) {
      assertThat(json).contains(change[0]);
      assertThatThrownBy(
              () -> MarketCodec.decode(json.replace(change[0], change[1]).getBytes(UTF_8)))
          .as(change[1])
          .isInstanceOf(UndecodableException.class);
    }
    for (String none : List.of("", "[]", "null", "{", "{}", "7")) {
      assertThatThrownBy(() -> MarketCodec.decode(none.getBytes(UTF_8)))
          .as(none)
          .isInstanceOf(UndecodableException.class);
    }
  }

  private static Market market(
      String text, List<String> texts, long number, int scale, boolean flag) {
    var decimal = BigDecimal.valueOf(number, scale);
    var time = Instant.ofEpochMilli(number);
    return new Market(
        "m" + text,
        text,
        text,
        text,
        text,
        text,
        text,
        texts,
        texts,
        List.of(decimal),
        text,
        texts,
        text,
        text,
        text,
        flag ? Boolean.TRUE : null,
        text,
        flag,
        !flag,
        flag,
        !flag,
        flag,
        decimal,
        decimal,
        flag ? decimal : null,
        flag ? null : decimal,
        flag ? time : null,
        flag ? null : time,
        flag ? time : null,
        flag ? null : time,
        text,
        text,
        text,
        flag ? time : null,
        time);
  }
}
