package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.Level;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.PriceChange.Change;
import io.polytape.common.live.MarketEvent.TickSize;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.trade.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameParserTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00.000123Z");
  private static final String ONE = Bench.token(1);
  private static final String OTHER = Bench.token(2);

  private static Parsed parse(String text) {
    return FrameParser.parse(text, new FrameParser.Origin("p/1#1", 7, NOW));
  }

  private static List<MarketEvent> events(String text) {
    Parsed parsed = parse(text);
    assertThat(parsed.fault()).isEmpty();
    return parsed.elements().stream().map(each -> ((Element.Event) each).event()).toList();
  }

  private static <T> T only(String text, Class<T> type) {
    List<MarketEvent> events = events(text);
    assertThat(events).hasSize(1);
    return type.cast(events.get(0));
  }

  @Test
  void readsTheFieldsOfABookInAnyOrder() {
    Book book =
        only(
            """
            {"tick_size":"0.001", "asks":[{"size":"25","price":"0.520"}], "hash":"aa",
             "asset_id":"%s", "bids":[{"price":".48","size":"30.50"}], "market":"0xAB",
             "timestamp":"1700000000123", "last_trade_price":"0.5", "event_type":"book"}\
            """
                .formatted(ONE),
            Book.class);
    assertThat(book.bids()).containsExactly(Level.parse("0.48:30.5"));
    assertThat(book.asks()).containsExactly(Level.parse("0.52:25"));
    assertThat(book.tickSize()).isEqualByComparingTo("0.001");
    assertThat(book.header())
        .isEqualTo(new MarketEvent.Header(ONE, "0xab", 1700000000123L, NOW, "p/1#1", 7));
  }

  @Test
  void takesBuysAndSellsWithoutATypeForABook() {
    Book book =
        only(
            "[{\"asset_id\":\"%s\",\"market\":\"0xa\",\"buys\":[[\"0.4\",\"1\"]],\"sells\":[]}]"
                .formatted(ONE),
            Book.class);
    assertThat(book.bids()).containsExactly(Level.parse("0.4:1"));
    assertThat(book.asks()).isEmpty();
    assertThat(book.header().sourceTime()).isZero();
  }

  @Test
  void groupsChangesByTokenAndHash() {
    List<MarketEvent> events =
        events(
            """
            {"event_type":"price_change","market":"0xa","timestamp":"5","price_changes":[
            {"asset_id":"%1$s","price":"0.5","size":"1","side":"BUY","hash":"x","best_bid":"0.5",
            "best_ask":"1"},
            {"asset_id":"%1$s","price":"0.6","size":"0","side":"SELL","hash":"x","best_bid":"0.5",
            "best_ask":"1"},
            {"asset_id":"%2$s","price":"0.5","size":"1","side":"SELL","hash":"y","best_bid":"0",
            "best_ask":""}]}\
            """
                .formatted(ONE, OTHER));
    assertThat(events).hasSize(2);
    var first = (PriceChange) events.get(0);
    assertThat(first.changes())
        .containsExactly(
            new Change(BookSide.BID, Level.parse("0.5:1")),
            new Change(BookSide.ASK, Level.parse("0.6:0")));
    assertThat(first.bestBid()).isEqualByComparingTo("0.5");
    assertThat(first.bestAsk()).isNull();
    var second = (PriceChange) events.get(1);
    assertThat(second.header().tokenId()).isEqualTo(OTHER);
    assertThat(second.bestBid()).isNull();
    assertThat(second.bestAsk()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"price\":\"0.4\",\"size\":\"9\",\"side\":\"SELL\"",
        "\"changes\":[\"0.4\",\"SELL\",\"9\"],\"hash\":\"z\"",
        "\"changes\":[[\"0.4\",\"SELL\",\"9\"]]",
        "\"changes\":[{\"price\":\"0.4\",\"side\":\"SELL\",\"size\":\"9\"}]",
        "\"changes\":[{\"price\":0.4,\"side\":\"sell\",\"size\":9}]"
      })
  void readsTheOlderShapesOfChanges(String fields) {
    PriceChange change =
        only(
            "{\"event_type\":\"price_change\",\"market\":\"0xa\",\"asset_id\":\"%s\",%s}"
                .formatted(ONE, fields),
            PriceChange.class);
    assertThat(change.changes()).containsExactly(new Change(BookSide.ASK, Level.parse("0.4:9")));
    assertThat(change.header().tokenId()).isEqualTo(ONE);
  }

  @Test
  void readsTradesTickSizesAndBestPrices() {
    Trade trade = only(VenueServer.trade(ONE, 9, "0xT"), Trade.class);
    assertThat(trade.price()).isEqualByComparingTo("0.5");
    assertThat(trade.size()).isEqualByComparingTo("10");
    assertThat(trade.side()).isEqualTo(Side.BUY);
    assertThat(trade.transactionHash()).isEqualTo("0xT");
    Trade bare =
        only(
            "{\"event_type\":\"last_trade_price\",\"asset_id\":\"%s\",\"price\":\"1\"}"
                .formatted(ONE),
            Trade.class);
    assertThat(bare.size()).isNull();
    assertThat(bare.side()).isNull();
    TickSize tick =
        only(
            "{\"event_type\":\"tick_size_change\",\"asset_id\":\"%s\",\"old_tick_size\":\"0.01\",\"new_tick_size\":\"0.001\"}"
                .formatted(ONE),
            TickSize.class);
    assertThat(tick.newTickSize()).isEqualByComparingTo("0.001");
    BestBidAsk best =
        only(
            "{\"event_type\":\"best_bid_ask\",\"asset_id\":\"%s\",\"best_bid\":\"\",\"best_ask\":\"0.9\",\"spread\":\"0.9\"}"
                .formatted(ONE),
            BestBidAsk.class);
    assertThat(best.bestBid()).isNull();
    assertThat(best.bestAsk()).isEqualByComparingTo(new BigDecimal("0.9"));
  }

  @Test
  void readsWhatIsSaidOfMarkets() {
    String json =
        """
        {"event_type":"new_market","id":"1","market":"0xA","slug":"a-b","assets_ids":["%s","%s"],\
        "tags":["x"],"event_message":{"id":"2","title":"t"},"active":true,"timestamp":"5"}\
        """
            .formatted(ONE, OTHER);
    assertThat(parse("[" + json + "]").elements())
        .containsExactly(new Element.Listed("1", "0xa", "a-b", List.of(ONE, OTHER), 5, json));
    assertThat(
            parse(
                    "{\"event_type\":\"market_resolved\",\"market\":\"0xa\",\"assets_ids\":[\"%s\"],\"winning_asset_id\":\"%s\",\"winning_outcome\":\"Yes\"}"
                        .formatted(ONE, ONE))
                .elements())
        .containsExactly(new Element.Settled("0xa", List.of(ONE), ONE, "Yes", 0));
  }

  @Test
  void keepsUnknownTypesAsTheyCameAndNamesUnknownFields() {
    Parsed parsed =
        parse("[{\"event_type\":\"weather\",\"asset_id\":\"1\", \"warm\":{\"a\":[1]}}]");
    assertThat(parsed.elements())
        .containsExactly(
            new Element.Unknown(
                "weather",
                "{\"event_type\":\"weather\",\"asset_id\":\"1\", \"warm\":{\"a\":[1]}}"));
    assertThat(parsed.unknownFields()).containsExactly("weather.warm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"price\":\"x\",\"size\":\"1\",\"side\":\"BUY\"",
        "\"price\":\"1e999999999\",\"size\":\"1\",\"side\":\"BUY\"",
        "\"price\":\"0.5\",\"size\":\"\",\"side\":\"BUY\"",
        "\"price\":\"0.5\",\"size\":\"1\",\"side\":\"HOLD\"",
        "\"price\":\"0.5\",\"size\":\"1\",\"side\":\"BUY\",\"timestamp\":\"soon\"",
        "\"price\":\"0.5\",\"size\":\"1\",\"side\":\"BUY\",\"timestamp\":\"99999999999999\"",
        "\"changes\":[\"0.5\",\"BUY\"]",
        "\"changes\":[]",
        "\"changes\":[{\"price\":{},\"size\":\"1\",\"side\":\"BUY\"}]"
      })
  void anElementThatCannotBeTakesNothingElseWithIt(String fields) {
    Parsed parsed =
        parse(
            "[{\"event_type\":\"price_change\",\"market\":\"0xa\",\"asset_id\":\"%s\",%s},%s]"
                .formatted(ONE, fields, VenueServer.book(OTHER, 5, "h")));
    assertThat(parsed.fault()).isEmpty();
    assertThat(parsed.elements()).hasSize(2);
    assertThat(((Element.Bad) parsed.elements().get(0)).tokens()).containsExactly(ONE);
    assertThat(parsed.elements().get(1)).isInstanceOf(Element.Event.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "12", "\"PONG\"", "{", "[1", "{}x", "{\"a\":", "nul"})
  void saysWhyAFrameCannotBeRead(String text) {
    assertThat(parse(text).fault()).isNotEmpty();
  }

  @Test
  void everyCutOfAFrameIsAFaultAndKeepsWhatWasWhole() {
    String frame =
        "[" + VenueServer.book(ONE, 5, "h") + "," + VenueServer.trade(OTHER, 6, "0xT") + "]";
    int firstEnds = 1 + VenueServer.book(ONE, 5, "h").length();
    for (int end = 0; end < frame.length(); end++) {
      Parsed parsed = parse(frame.substring(0, end));
      assertThat(parsed.fault()).isNotEmpty();
      assertThat(parsed.elements().isEmpty()).isEqualTo(end < firstEnds);
    }
  }

  @Test
  void equalContentHasEqualIdentityAndOtherContentAnother() {
    var frames =
        List.of(
            VenueServer.change(ONE, 5, "0.5", "1"),
            VenueServer.change(ONE, 5, "0.5", "2"),
            VenueServer.change(ONE, 6, "0.5", "1"),
            VenueServer.change(OTHER, 5, "0.5", "1"),
            VenueServer.change(ONE, 5, "0.51", "1"),
            VenueServer.trade(ONE, 5, "0xa"),
            VenueServer.trade(ONE, 5, "0xb"),
            VenueServer.book(ONE, 5, "h"),
            VenueServer.book(ONE, 5, "i"));
    var identities = frames.stream().map(FrameParserTest::identity).toList();
    assertThat(identities).doesNotHaveDuplicates().doesNotContain(0L);
    assertThat(frames.stream().map(FrameParserTest::identity).toList()).isEqualTo(identities);
  }

  private static long identity(String frame) {
    return ((Element.Event) parse(frame).elements().get(0)).identity();
  }
}
