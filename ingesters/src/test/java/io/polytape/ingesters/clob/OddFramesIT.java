package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Keys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames that are not what they should be, and what the venue says of whole markets. */
final class OddFramesIT {
  private static final String ONE = Bench.token(1);
  private static final String OTHER = Bench.token(2);
  private static final String THIRD = Bench.token(3);

  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    bench = new Bench();
    bench.follow(List.of(ONE, OTHER, THIRD));
    bench.start(1);
    for (String token : List.of(ONE, OTHER, THIRD)) {
      Bench.until(() -> !bench.events(token, Book.class).isEmpty());
    }
  }

  @AfterEach
  void close() {
    bench.close();
  }

  /** Sends an odd frame and then a trade, and waits until the trade is there. */
  private void send(String odd) throws Exception {
    bench.venue.send(odd);
    bench.venue.send(VenueServer.trade(ONE, bench.venue.time() + 1, "0xafter"));
    Bench.until(() -> !bench.events(ONE, Trade.class).isEmpty());
    assertThat(bench.venue.connects()).isEqualTo(1);
  }

  private DeadLetter letter() throws Exception {
    Bench.until(() -> !bench.deadLetters().isEmpty());
    assertThat(bench.deadLetters()).hasSize(1);
    return bench.deadLetters().get(0);
  }

  private boolean hasGap(String token) throws Exception {
    return bench.events(token, Gap.class).stream()
        .anyMatch(gap -> gap.reason() == GapReason.BAD_FRAME);
  }

  @Test
  void textThatIsNoUtf8IsMendedAndStopsNothing() throws Exception {
    String trade = VenueServer.trade(OTHER, bench.venue.time() + 1, "0xodd");
    send(trade.replace("0xodd", "0x\\ud800"));
    assertThat(bench.events(OTHER, Trade.class))
        .extracting(Trade::transactionHash)
        .containsExactly("0x?");
  }

  @Test
  void numbersThatNoColumnHoldsAreSetAsideWithTheirFrame() throws Exception {
    long time = bench.venue.time();
    String large = VenueServer.change(OTHER, time + 1, "0.49", "1" + "0".repeat(20));
    bench.venue.send(large);
    bench.venue.send(VenueServer.change(OTHER, time + 2, "0.4900000000000000001", "7"));
    bench.venue.send(VenueServer.change(OTHER, time + 3, "0.49", "0.0000001"));
    send(VenueServer.change(OTHER, time + 4, "0.49000", "7.0000000"));
    Bench.until(() -> bench.deadLetters().size() == 3);
    assertThat(bench.deadLetters().get(0).raw()).asString().isEqualTo(large);
    assertThat(bench.deadLetters())
        .extracting(DeadLetter::reason)
        .satisfiesExactly(
            reason -> assertThat(reason).contains("18 digits", "'size'"),
            reason -> assertThat(reason).contains("18 places", "'price'"),
            reason -> assertThat(reason).contains("6 places", "'size'"));
    assertThat(bench.events(OTHER, PriceChange.class)).hasSize(1);
    assertThat(hasGap(OTHER)).isTrue();
  }

  @Test
  void aFrameThatNamesNobodyIsAGapOfTheWholeConnection() throws Exception {
    send("garbage");
    assertThat(letter().raw()).isEqualTo("garbage".getBytes(StandardCharsets.UTF_8));
    assertThat(letter().reason()).startsWith("not JSON");
    assertThat(hasGap(ONE) && hasGap(OTHER) && hasGap(THIRD)).isTrue();
  }

  @Test
  void aBrokenFrameIsAGapOfTheTokensThatItNames() throws Exception {
    String change = VenueServer.change(OTHER, bench.venue.time() + 1, "0.49", "7");
    send(change.substring(0, change.length() - 20));
    assertThat(hasGap(OTHER)).isTrue();
    assertThat(hasGap(ONE) || hasGap(THIRD)).isFalse();
  }

  @Test
  void aWrongValueIsAGapOfItsTokenAndTheOtherElementsCount() throws Exception {
    long time = bench.venue.time();
    send(
        "["
            + VenueServer.change(OTHER, time + 1, "x", "7")
            + ","
            + VenueServer.change(THIRD, time + 1, "0.49", "7")
            + "]");
    assertThat(hasGap(OTHER)).isTrue();
    assertThat(hasGap(ONE) || hasGap(THIRD)).isFalse();
    assertThat(bench.events(THIRD, PriceChange.class)).hasSize(1);
    assertThat(letter().reason()).contains("price");
  }

  @Test
  void aDamagedTokenIdIsAGapOfItsMarket() throws Exception {
    send(VenueServer.change(Bench.token(77), bench.venue.time() + 1, "0.49", "7"));
    assertThat(letter().reason()).contains("never subscribed");
    assertThat(hasGap(ONE) && hasGap(OTHER) && hasGap(THIRD)).isTrue();
  }

  @Test
  void aGiantFrameIsCutAndTheConnectionLives() throws Exception {
    send("[\"" + "x".repeat(3_000_000) + "\"]");
    assertThat(letter().raw()).hasSizeBetween(64 * 1024, 256 * 1024);
    assertThat(hasGap(ONE)).isTrue();
  }

  @Test
  void anUnknownTypeIsKeptAndNoGap() throws Exception {
    send("{\"event_type\":\"weather\",\"asset_id\":\"" + ONE + "\"}");
    assertThat(letter().reason()).contains("unknown type");
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
    Bench.until(() -> "1".equals(bench.counts().get("unknown type weather")));
  }

  @Test
  void anUnknownFieldIsKeptOnceAndTheEventCounts() throws Exception {
    String trade = VenueServer.trade(OTHER, bench.venue.time() + 1, "0x1");
    String odd = "{\"mood\":\"good\"," + trade.substring(1);
    bench.venue.send(odd.replace("0x1", "0x2"));
    send(odd);
    assertThat(bench.events(OTHER, Trade.class)).hasSize(2);
    assertThat(letter().reason()).contains("field");
    Bench.until(() -> "2".equals(bench.counts().get("unknown field last_trade_price.mood")));
  }

  @Test
  void resendsCountOnceAndEqualTradesOfOneFrameAreNumbered() throws Exception {
    long time = bench.venue.time();
    String trade = VenueServer.trade(OTHER, time + 1, "0xabc");
    String change = VenueServer.change(OTHER, time + 1, "0.49", "7");
    String both = "[" + trade + "," + trade + "," + change + "]";
    bench.venue.send(both);
    bench.venue.send(both);
    bench.venue.send(trade);
    bench.venue.send(VenueServer.trade(OTHER, time + 2, "0xabc"));
    send(change);
    assertThat(bench.events(OTHER, Trade.class))
        .extracting(Trade::occurrence)
        .containsExactly(0, 1, 2);
    assertThat(bench.events(OTHER, PriceChange.class)).hasSize(1);
  }

  @Test
  void aNewMarketIsSaidOnceAndLookedUp() throws Exception {
    String listed =
        "{\"event_type\":\"new_market\",\"id\":\"9\",\"market\":\"0xc\",\"slug\":\"will-it\",\"assets_ids\":[\"%s\"]}"
            .formatted(Bench.token(50));
    bench.venue.send(listed);
    send(listed);
    assertThat(bench.events(Bench.token(50), NewMarket.class)).hasSize(1);
    Bench.until(() -> requests().size() == 1);
    Bench.until(() -> "1".equals(bench.counts().get("resend")));
    assertThat(requests().get(0)).contains("\"slug\":\"will-it\"");
  }

  private List<String> requests() throws Exception {
    return bench.redis.run("test", client -> client.lrange(Keys.DISCOVERY_REQUESTS, 0, -1));
  }

  @Test
  void aNewMarketWithoutTokensIsKeptAndLookedUp() throws Exception {
    send("{\"event_type\":\"new_market\",\"id\":\"9\",\"slug\":\"will-it\"}");
    assertThat(letter().reason()).contains("no tokens");
    Bench.until(() -> requests().size() == 1);
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
  }

  @Test
  void theEndOfAMarketThatNobodyFollowsIsCounted() throws Exception {
    send(
        "{\"event_type\":\"market_resolved\",\"market\":\"0xother\",\"assets_ids\":[\"%s\"]}"
            .formatted(Bench.token(60)));
    Bench.until(() -> "1".equals(bench.counts().get("market_resolved not followed")));
  }

  @Test
  void theEndOfAMarketThatNamesNoTokensIsThatOfAllOfIt() throws Exception {
    send("{\"event_type\":\"market_resolved\",\"market\":\"%s\"}".formatted(VenueServer.MARKET));
    Bench.until(() -> bench.events(OTHER, Ended.class).size() == 1);
    Bench.until(() -> bench.events(THIRD, Ended.class).size() == 1);
  }

  @Test
  void aResolvedMarketIsLeftAndMarked() throws Exception {
    send(
        "{\"event_type\":\"market_resolved\",\"market\":\"%s\",\"assets_ids\":[\"%s\",\"%s\"],\"winning_asset_id\":\"%s\",\"winning_outcome\":\"Yes\"}"
            .formatted(VenueServer.MARKET, OTHER, THIRD, OTHER));
    Bench.until(() -> bench.events(OTHER, Ended.class).size() == 1);
    Bench.until(() -> bench.events(THIRD, Ended.class).size() == 1);
    assertThat(bench.events(THIRD, Resolved.class))
        .singleElement()
        .satisfies(event -> assertThat(event.winningTokenId()).isEqualTo(OTHER));
    assertThat(bench.events(OTHER, Ended.class).get(0).reason()).isEqualTo("resolved");
    Map<String, String> fields =
        bench.redis.run("test", client -> client.hgetAll("token:" + OTHER));
    assertThat(fields).containsEntry("ended", "resolved");
    Bench.until(() -> bench.venue.subscribed().equals(Set.of(ONE)));
    Set<String> active =
        bench.redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    assertThat(active).containsExactly(ONE);
  }
}
