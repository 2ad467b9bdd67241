package io.polytape.ingesters.clob;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Gap;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that can be wrong with a connection that looks well. */
final class WatchdogsIT {
  private static final String ONE = Bench.token(1);
  private static final String OTHER = Bench.token(2);
  private static final String THIRD = Bench.token(3);

  private Bench bench;

  @BeforeEach
  void open() {
    bench = new Bench();
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private void follow(String... tokens) throws Exception {
    bench.follow(List.of(tokens));
    bench.start(1);
    for (String token : tokens) {
      Bench.until(() -> !bench.events(token, Book.class).isEmpty());
    }
  }

  private List<Gap> gaps(String token, GapReason reason) throws Exception {
    return bench.events(token, Gap.class).stream().filter(gap -> gap.reason() == reason).toList();
  }

  private int books(String token) throws Exception {
    return bench.events(token, Book.class).size();
  }

  @Test
  void aSilentConnectionThatStillAnswersHeartbeatsIsMadeAnew() throws Exception {
    follow(ONE, OTHER);
    Instant last = bench.events(ONE).get(0).header().receivedAt();
    bench.venue.silent(true);
    Bench.until(() -> bench.venue.connects() == 2);
    bench.venue.silent(false);
    bench.venue.time(bench.venue.time() + 10);
    Bench.until(() -> books(ONE) == 2 && books(OTHER) == 2);
    List<Gap> gaps = gaps(ONE, GapReason.SILENCE);
    assertThat(gaps).allMatch(gap -> !gap.from().isAfter(last.plus(Duration.ofSeconds(2))));
    assertThat(bench.venue.pings()).isPositive();
    // The last gap before the new book says the whole hole, whoever closed the first one.
    List<MarketEvent> events = bench.events(ONE);
    int second = events.indexOf(bench.events(ONE, Book.class).get(1));
    assertThat(events.get(second - 1)).isInstanceOf(Gap.class);
  }

  @Test
  void aQuietConnectionIsAskedForABookAndLives() throws Exception {
    follow(ONE);
    Instant end = Instant.now().plus(Bench.FAST.silence().multipliedBy(2));
    Bench.until(() -> Instant.now().isAfter(end));
    assertThat(bench.venue.connects()).isEqualTo(1);
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
  }

  @Test
  void aLostConnectionLeavesAGapAndComesBackWithEverySubscription() throws Exception {
    follow(ONE);
    bench.follow(List.of(OTHER));
    Bench.until(() -> books(OTHER) == 1);
    Instant before = Instant.now();
    bench.venue.time(bench.venue.time() + 10);
    bench.venue.dropAll();
    Bench.until(() -> books(ONE) == 2 && books(OTHER) == 2);
    for (String token : List.of(ONE, OTHER)) {
      List<Gap> gaps = gaps(token, GapReason.DISCONNECT);
      assertThat(gaps).isNotEmpty().allMatch(gap -> gap.from().isBefore(before));
    }
    assertThat(bench.venue.subscribed()).isEqualTo(Set.of(ONE, OTHER));
  }

  @Test
  void keepsTryingWhileTheVenueClosesEveryConnection() throws Exception {
    follow(ONE);
    bench.venue.closing(true);
    bench.venue.dropAll();
    Bench.until(() -> bench.venue.connects() >= 5);
    assertThat(gaps(ONE, GapReason.DISCONNECT)).hasSize(1);
    bench.venue.time(bench.venue.time() + 10);
    bench.venue.closing(false);
    Bench.until(() -> books(ONE) == 2);
    assertThat(gaps(ONE, GapReason.DISCONNECT)).hasSize(2);
  }

  @Test
  void aTokenWithoutItsFirstBookIsAskedForAgainAndThenMoved() throws Exception {
    bench.venue.refuse(Set.of(THIRD));
    bench.follow(List.of(ONE, OTHER, THIRD));
    bench.start(1);
    Bench.until(() -> bench.venue.connects() == 2);
    assertThat(gaps(THIRD, GapReason.TOKEN_SILENT)).isNotEmpty();
    assertThat(
            bench.venue.commands().stream()
                .filter(text -> text.contains("\"subscribe\"") && text.contains(THIRD)))
        .isNotEmpty();
    bench.venue.refuse(Set.of());
    Bench.until(() -> books(THIRD) == 1);
    // The others stayed where they were.
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
    assertThat(books(ONE)).isEqualTo(1);
  }

  @Test
  void aConnectionThatBringsMostBooksNotIsMadeAnew() throws Exception {
    bench.venue.refuse(Set.of(ONE, OTHER));
    bench.follow(List.of(ONE, OTHER, THIRD));
    bench.start(1);
    Bench.until(() -> bench.venue.connects() == 2);
    bench.venue.refuse(Set.of());
    Bench.until(() -> books(ONE) == 1 && books(OTHER) == 1 && books(THIRD) >= 1);
    assertThat(gaps(THIRD, GapReason.TOKEN_SILENT)).isNotEmpty();
  }

  private void startAuditing() throws Exception {
    bench.follow(List.of(ONE, OTHER));
    var config = bench.config();
    bench.start(
        1,
        new Capture.Config(
            config.url(),
            config.restUrl(),
            config.process(),
            config.tokensPerConnection(),
            config.redundancy(),
            config.maxFrame(),
            500,
            config.room(),
            config.timing()));
    Bench.until(() -> books(ONE) == 1 && books(OTHER) == 1);
  }

  @Test
  void aTokenWhoseBookIsNewerAtRestIsAskedForAgain() throws Exception {
    startAuditing();
    long newer = bench.venue.time() + 50;
    bench.venue.rest(ONE, bench.venue.book(ONE));
    bench.venue.rest(OTHER, VenueServer.book(OTHER, newer, "newer"));
    bench.venue.time(newer);
    Bench.until(() -> books(OTHER) == 2);
    assertThat(gaps(OTHER, GapReason.TOKEN_SILENT)).isNotEmpty();
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
    assertThat(bench.venue.connects()).isEqualTo(1);
  }

  @Test
  void aTokenThatStaysBehindRestGetsAnotherConnection() throws Exception {
    startAuditing();
    bench.venue.rest(OTHER, VenueServer.book(OTHER, bench.venue.time() + 50_000, "newer"));
    Bench.until(() -> bench.venue.connects() >= 3);
    assertThat(gaps(OTHER, GapReason.TOKEN_SILENT)).isNotEmpty();
  }

  @Test
  void aBookInTheHotCacheThatIsNotTheVenuesIsAGap() throws Exception {
    startAuditing();
    long time = bench.venue.time();
    bench.venue.rest(ONE, VenueServer.book(ONE, time, "h" + time));
    bench.venue.rest(OTHER, VenueServer.book(OTHER, time, "h" + time));
    cache(ONE, time, "0.48:30");
    cache(OTHER, time, "0.48:31");
    Bench.until(() -> !gaps(OTHER, GapReason.AUDIT).isEmpty());
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
    Book first = bench.events(OTHER, Book.class).get(0);
    assertThat(gaps(OTHER, GapReason.AUDIT).get(0).from()).isEqualTo(first.header().receivedAt());
  }

  private void cache(String token, long time, String bestBid) throws Exception {
    bench.redis.run(
        "test",
        client -> {
          client.zadd("book:" + token + ":bids", Map.of("0.47:5", 0.47, bestBid, 0.48));
          client.zadd("book:" + token + ":asks", Map.of("0.52:25", 0.52));
          return client.hset(
              "quote:" + token,
              Map.of("source_time", Long.toString(time), "hash", "h", "quality", "verified"));
        });
  }

  @Test
  void twoConnectionsAreOneRecordAndEitherCoversTheOther() throws Exception {
    bench.follow(List.of(ONE));
    bench.start(1, bench.config(Bench.FAST, 200, 2));
    Bench.until(() -> bench.venue.open() == 2);
    Bench.until(() -> books(ONE) == 1);
    long time = bench.venue.time();
    bench.venue.send(VenueServer.trade(ONE, time + 1, "0xabc"));
    bench.venue.send(VenueServer.change(ONE, time + 2, "0.49", "7"));
    bench.venue.send(VenueServer.trade(ONE, time + 3, "0xabd"));
    Bench.until(() -> bench.events(ONE, MarketEvent.Trade.class).size() == 2);
    Bench.until(() -> "4".equals(bench.counts().get("resend")));
    assertThat(bench.events(ONE, MarketEvent.PriceChange.class)).hasSize(1);
    bench.venue.dropOne();
    Bench.until(() -> bench.venue.connects() == 3 && bench.venue.open() == 2);
    bench.venue.send(VenueServer.trade(ONE, time + 4, "0xabe"));
    Bench.until(() -> bench.events(ONE, MarketEvent.Trade.class).size() == 3);
    assertThat(bench.events(ONE, Gap.class)).isEmpty();
  }
}
