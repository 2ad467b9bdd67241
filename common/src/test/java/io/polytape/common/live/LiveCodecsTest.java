package io.polytape.common.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LiveCodecsTest {
  private static final String TOKEN =
      "52114319501245915516055106046884209969926127482827954674443846427813813222426";
  private static final Instant NOW = Instant.parse("2026-11-21T05:00:00.123456Z");
  private static final Header HEADER =
      new Header(TOKEN, "0xab", 1_763_000_000_123L, NOW, "host-1/3#2", 77);

  private static BigDecimal number(String text) {
    return new BigDecimal(text);
  }

  private static Level level(String price, String size) {
    return new Level(number(price), number(size));
  }

  static Stream<MarketEvent> events() {
    return Stream.of(
        new MarketEvent.Book(
            HEADER,
            List.of(level("0.48", "100"), level("0.47", "5.25")),
            List.of(),
            "ff",
            number("0.01")),
        new MarketEvent.Book(HEADER, List.of(), List.of(), "", null),
        new MarketEvent.PriceChange(
            HEADER,
            List.of(
                new Change(BookSide.BID, level(".480", "0")),
                new Change(BookSide.ASK, level("0.52", "12.5"))),
            "aa",
            number("0.47"),
            null),
        new MarketEvent.Trade(
            HEADER, number("0.5"), number("10.1"), Side.SELL, "0", "0xcd", 1, false),
        new MarketEvent.Trade(HEADER, number("0.5"), null, null, "", "", 0, true),
        new MarketEvent.TickSize(HEADER, number("0.01"), number("0.001")),
        new MarketEvent.BestBidAsk(HEADER, null, number("0.52")),
        new MarketEvent.NewMarket(HEADER, "a-slug", "{\"question\":\"Zoë?\"}"),
        new MarketEvent.Resolved(HEADER, TOKEN, "Yes"),
        new MarketEvent.Ended(HEADER, "closed"),
        new MarketEvent.Gap(HEADER, GapReason.SILENCE, NOW, true, "30 s without a frame"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void eventsComeBackAsTheyWere(MarketEvent event) throws Exception {
    assertThat(MarketEventCodec.decode(MarketEventCodec.encode(event))).isEqualTo(event);
  }

  @Test
  void rowsComeBackAsTheyWere() throws Exception {
    var quote =
        new Quote(
            TOKEN,
            "0xab",
            NOW,
            5,
            NOW,
            level("0.4", "3"),
            null,
            null,
            null,
            number("0.41"),
            number("3"),
            BigDecimal.ZERO,
            BigDecimal.ONE,
            0.25,
            Quality.RESYNCED);
    var book =
        new BookSnapshot(quote, List.of(level("0.4", "3")), List.of(), number("0.001"), 2, "ee");
    var change =
        new LevelChange(
            TOKEN,
            "",
            NOW,
            0,
            NOW,
            BookSide.ASK,
            level("0.6", "0"),
            null,
            number("0.61"),
            "",
            "c",
            false);
    var trade =
        new LiveTrade(
            "id",
            TOKEN,
            "0xab",
            "12",
            NOW,
            NOW,
            number("0.6"),
            null,
            Side.BUY,
            "0",
            "0xee",
            true,
            false,
            true,
            "c");
    var gap = new GapRow("g", TOKEN, "0xab", GapReason.BAD_FRAME, NOW, null, true, "because", NOW);
    var alert =
        new Alert(
            "a",
            "wide",
            "wide_spread",
            "warning",
            TOKEN,
            "",
            NOW,
            true,
            number("0.2"),
            number("0.1"),
            "spread 0.2");
    assertThat(LiveRowCodec.decodeQuote(LiveRowCodec.encode(quote))).isEqualTo(quote);
    assertThat(LiveRowCodec.decodeBook(LiveRowCodec.encode(book))).isEqualTo(book);
    assertThat(LiveRowCodec.decodeChange(LiveRowCodec.encode(change))).isEqualTo(change);
    assertThat(LiveRowCodec.decodeTrade(LiveRowCodec.encode(trade))).isEqualTo(trade);
    assertThat(LiveRowCodec.decodeGap(LiveRowCodec.encode(gap))).isEqualTo(gap);
    assertThat(LiveRowCodec.decodeAlert(LiveRowCodec.encode(alert))).isEqualTo(alert);
  }

  @Test
  void aLevelChangeThatDoesNotSayWhetherItWasAppliedWas() throws Exception {
    var change =
        new LevelChange(
            TOKEN, "", NOW, 0, NOW, BookSide.ASK, level("0.6", "0"), null, null, "", "c", true);
    String text = new String(LiveRowCodec.encode(change), UTF_8);
    String before = text.replace(",\"is_applied\":true", "");

    assertThat(before).isNotEqualTo(text);
    assertThat(LiveRowCodec.decodeChange(before.getBytes(UTF_8))).isEqualTo(change);
  }

  @Test
  void levelsAreEqualByValueNotByWriting() {
    assertThat(level(".48", "1.50")).isEqualTo(level("0.480", "1.5"));
    assertThat(level("0.5", "1E+3").text()).isEqualTo("0.5:1000");
    assertThat(Level.parse("0.5:1000")).isEqualTo(level("0.50", "1000.0"));
  }

  @Test
  void whatIsNoEventIsRefusedWithAReason() {
    assertThatThrownBy(() -> MarketEventCodec.decode("{}".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("token_id");
    assertThatThrownBy(() -> MarketEventCodec.decode(new byte[] {1}))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void aTokenKeepsItsPartition() {
    assertThat(Partitions.of(TOKEN)).isEqualTo(Partitions.of(TOKEN)).isBetween(0, 7);
    assertThat(Partitions.stream(3).key()).isEqualTo("stream:market_events:3");
  }
}
