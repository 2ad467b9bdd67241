package io.polytape.processors.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.live.Alert;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each kind of rule, from events to alerts; time is what the events say. */
final class DetectorsTest {
  private static final Instant START = Instant.parse("2026-11-21T10:00:00Z");
  private static final Set<String> FOLLOWED = Set.of("1", "2");

  @Test
  void aSpreadThatWidensAndStaysSoRaisesOnceAndClearsBelowItsClearThreshold() throws Exception {
    var bench =
        new Bench("'wide_spread','threshold':0.10,'clear':0.06,'window':'10s','cooldown':'1m'");
    bench.quote(0, "0.50", "0.52");
    bench.quote(1, "0.40", "0.52");
    bench.quote(5, "0.40", "0.51");
    assertThat(bench.alerts()).isEmpty();
    bench.tick(11);
    bench.tick(12);
    bench.quote(13, "0.40", "0.55");
    assertThat(bench.alerts()).containsExactly("raised 1 0.11");
    bench.quote(14, "0.40", "0.47");
    assertThat(bench.alerts()).isEmpty();
    bench.quote(15, "0.40", "0.45");
    assertThat(bench.alerts()).containsExactly("cleared 1 0.05");
  }

  @Test
  void aSpreadThatIsWideForAMomentIsNoNews() throws Exception {
    var bench = new Bench("'wide_spread','threshold':0.10,'window':'10s'");
    bench.quote(0, "0.50", "0.52");
    bench.quote(1, "0.40", "0.52");
    bench.quote(10, "0.50", "0.52");
    bench.quote(12, "0.40", "0.52");
    bench.tick(20);

    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aSpreadThatWasNeverNarrowOrIsOfADoubtfulBookIsNoNews() throws Exception {
    var bench = new Bench("'wide_spread','threshold':0.10,'window':'0s'");
    bench.quote(0, "0.10", "0.90");
    bench.tick(60);
    bench.quote(61, "0.50", "0.52");
    bench.read(Events.quote("1", START.plusSeconds(62), "0.1", "0.9", Quality.GAP));
    bench.quote(63, null, "0.9");

    assertThat(bench.alerts()).isEmpty();
    bench.quote(64, "0.10", "0.90");
    assertThat(bench.alerts()).containsExactly("raised 1 0.8");
  }

  @Test
  void aCrossedBookRaisesByItsQuoteOrByItsGap() throws Exception {
    var bench = new Bench("'crossed_book','threshold':0,'window':'2s'");
    bench.quote(0, "0.52", "0.51");
    bench.tick(1);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(2);
    assertThat(bench.alerts()).containsExactly("raised 1 0.01");
    bench.quote(3, "0.50", "0.51");
    assertThat(bench.alerts()).containsExactly("cleared 1 -0.01");

    bench.read("2", GapReason.CROSSED, 10, -1);
    bench.tick(12);
    assertThat(bench.alerts()).containsExactly("raised 2 0");
  }

  @Test
  void aCrossedBookThatIsMendedAtOnceIsNoNews() throws Exception {
    var bench = new Bench("'crossed_book','threshold':0,'window':'2s'");
    bench.read("1", GapReason.CROSSED, 10, -1);
    bench.read("1", GapReason.CROSSED, 10, 11);
    bench.tick(20);

    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void nothingIsRaisedWithinTheCooldownAndAgainAfterIt() throws Exception {
    var bench = new Bench("'crossed_book','threshold':0,'window':'0s','cooldown':'60s'");
    for (int second = 0; second < 59; second += 2) {
      bench.quote(second, "0.52", "0.51");
      bench.quote(second + 1, "0.50", "0.51");
    }
    assertThat(bench.alerts()).hasSize(2);
    bench.quote(60, "0.53", "0.51");
    assertThat(bench.alerts()).containsExactly("raised 1 0.02");
  }

  @Test
  void aLargeTradeRaisesAndIsOverAfterItsWindow() throws Exception {
    var bench = new Bench("'large_trade','threshold':1000,'window':'30s','cooldown':'40s'");
    bench.trade(0, "0.5", "1999.99");
    bench.trade(0, "0.5", null);
    assertThat(bench.alerts()).isEmpty();
    bench.trade(1, "0.5", "2000");
    bench.trade(2, "0.5", "9000");
    assertThat(bench.alerts()).containsExactly("raised 1 1000");
    bench.tick(31);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(32);
    assertThat(bench.alerts()).containsExactly("cleared 1 0");
  }

  @Test
  void aJumpOfMidWithinItsWindowRaisesAndClearsWhenTheWindowHasPassed() throws Exception {
    var bench = new Bench("'price_jump','threshold':0.10,'clear':0.05,'window':'60s'");
    bench.quote(0, "0.50", "0.52");
    bench.quote(30, "0.55", "0.57");
    assertThat(bench.alerts()).isEmpty();
    bench.quote(40, "0.60", "0.62");
    assertThat(bench.alerts()).containsExactly("raised 1 0.1");
    bench.tick(62);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(120);
    assertThat(bench.alerts()).containsExactly("cleared 1 0");
  }

  @Test
  void aSlowMoveIsNoJumpAndNeitherIsADoubtfulBook() throws Exception {
    var bench = new Bench("'price_jump','threshold':0.10,'window':'60s'");
    for (int i = 0; i < 40; i++) {
      bench.quote(i * 30, "0." + (20 + i), "0." + (21 + i));
    }
    bench.read(Events.quote("1", START.plusSeconds(1_201), "0.1", "0.11", Quality.GAP));

    assertThat(bench.alerts()).isEmpty();
  }

  @Test
  void aVolumeFarAboveTheUsualRaises() throws Exception {
    var bench =
        new Bench(
            "'volume_spike','threshold':5,'clear':2,'window':'60s','baseline':'10m',"
                + "'minimum':100,'cooldown':'1m'");
    for (int minute = 0; minute < 10; minute++) {
      bench.trade(minute * 60 + 1, "0.5", "100");
    }
    assertThat(bench.alerts()).isEmpty();
    bench.trade(605, "0.5", "420");
    assertThat(bench.alerts()).isEmpty();
    bench.trade(610, "0.5", "200");
    assertThat(bench.alerts()).hasSize(1).first().asString().startsWith("raised 1 ");
    bench.tick(620);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(700);
    assertThat(bench.alerts()).containsExactly("cleared 1 0");
  }

  @Test
  void aVolumeBelowTheMinimumIsNoSpikeAndNeitherIsOneBeforeTheBaselineIsKnown() throws Exception {
    var bench =
        new Bench("'volume_spike','threshold':5,'window':'60s','baseline':'10m','minimum':100");
    bench.trade(10, "0.5", "100000");
    assertThat(bench.alerts()).isEmpty();

    bench.trade("2", 660, "0.5", "199");
    assertThat(bench.alerts()).isEmpty();
    bench.trade("2", 661, "0.5", "1");
    assertThat(bench.alerts()).containsExactly("raised 2 5");
  }

  @Test
  void aFeedThatBringsNothingIsStaleAsAWhole() throws Exception {
    var bench = new Bench("'stale_feed','threshold':30,'cooldown':'1s'");
    bench.quote(0, "0.5", "0.6");
    bench.tick(29);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(30);
    assertThat(bench.alerts()).containsExactly("raised  30");
    bench.trade(31, "0.5", "1");
    bench.tick(32);
    assertThat(bench.alerts()).containsExactly("cleared  1");
  }

  @Test
  void aGapThatStaysOpenMakesTheFeedStale() throws Exception {
    var bench = new Bench("'stale_feed','threshold':30,'cooldown':'1s'");
    bench.read("1", GapReason.SILENCE, 10, -1);
    bench.quote("2", 39, "0.5", "0.6");
    bench.tick(39);
    assertThat(bench.alerts()).isEmpty();
    bench.quote("2", 40, "0.5", "0.6");
    bench.tick(40);
    assertThat(bench.alerts()).containsExactly("raised  30");
    bench.read("1", GapReason.SILENCE, 10, 41);
    bench.tick(42);
    assertThat(bench.alerts()).containsExactly("cleared  2");
  }

  @Test
  void aRuleForSomeTokensWatchesEachOfThem() throws Exception {
    var bench = new Bench("'stale_feed','threshold':30,'tokens':['1','3']");
    bench.quote("2", 0, "0.5", "0.6");
    bench.tick(20);
    bench.quote("2", 29, "0.5", "0.6");
    bench.tick(31);

    // 3 is not followed
    assertThat(bench.alerts()).containsExactly("raised 1 31");
  }

  @Test
  void noFeedIsStaleBeforeAnythingIsFollowed() throws Exception {
    var bench = new Bench("'stale_feed','threshold':30");
    bench.watch.retain(Set.of(), START);
    bench.tick(100);
    bench.watch.retain(FOLLOWED, START.plusSeconds(101));
    bench.tick(130);
    assertThat(bench.alerts()).isEmpty();
    bench.tick(131);
    assertThat(bench.alerts()).containsExactly("raised  30");
  }

  @Test
  void whatIsLateRaisesNothing() throws Exception {
    var bench = new Bench("'large_trade','threshold':1");
    bench.watch.read(
        entry(Streams.LIVE_TRADES, LiveRowCodec.encode(Events.trade("1", START, "0.5", "100"))),
        START.plus(Watch.LATE).plusMillis(1));

    assertThat(bench.alerts()).isEmpty();
    assertThat(bench.watch.late()).isEqualTo(1);
  }

  @Test
  void anAlertOfATokenThatEndedIsCleared() throws Exception {
    var bench = new Bench("'crossed_book','threshold':0,'window':'0s'");
    bench.quote(0, "0.52", "0.51");
    assertThat(bench.alerts()).containsExactly("raised 1 0.01");
    bench.watch.retain(Set.of("2"), START.plusSeconds(1));

    assertThat(bench.alerts()).containsExactly("cleared 1 0");
  }

  @Test
  void whatCannotBeReadIsCounted() throws Exception {
    var bench = new Bench("'large_trade','threshold':1");
    bench.watch.read(entry(Streams.QUOTES, "{}".getBytes(StandardCharsets.UTF_8)), START);

    assertThat(bench.watch.unreadable()).isEqualTo(1);
  }

  private static AlertReader.Read entry(Streams stream, byte[] payload) {
    return new AlertReader.Read(
        stream,
        new Entry(
            "1-1", Map.of("v", "1".getBytes(StandardCharsets.UTF_8), Streams.PAYLOAD, payload)));
  }

  /** One rule and what it makes of events; seconds count from the start. */
  private static final class Bench {
    final Standings standings;
    final Watch watch;

    Bench(String rule) throws Exception {
      List<AlertRule> rules =
          RuleFile.parse(
              "f", ("{'rules':[{'name':'rule','kind':" + rule + "}]}").replace('\'', '"'));
      standings = new Standings(rules, Map.of());
      watch = new Watch(rules, standings, Map.of(), START);
      watch.retain(FOLLOWED, START);
    }

    void quote(int second, @Nullable String bid, String ask) {
      read(Events.quote("1", START.plusSeconds(second), bid, ask));
    }

    void quote(String token, int second, String bid, String ask) {
      read(Events.quote(token, START.plusSeconds(second), bid, ask));
    }

    void read(Quote quote) {
      watch.read(entry(Streams.QUOTES, LiveRowCodec.encode(quote)), quote.receivedAt());
    }

    void trade(int second, String price, @Nullable String size) {
      read(Events.trade("1", START.plusSeconds(second), price, size));
    }

    void trade(String token, int second, String price, String size) {
      read(Events.trade(token, START.plusSeconds(second), price, size));
    }

    private void read(LiveTrade trade) {
      watch.read(entry(Streams.LIVE_TRADES, LiveRowCodec.encode(trade)), trade.receivedAt());
    }

    void read(String token, GapReason reason, int from, int to) {
      Instant updated = START.plusSeconds(Math.max(from, to));
      var gap =
          Events.gap(
              token,
              reason,
              START.plusSeconds(from),
              to < 0 ? null : START.plusSeconds(to),
              updated);
      watch.read(entry(Streams.GAPS, LiveRowCodec.encode(gap)), updated);
    }

    void tick(int second) {
      watch.tick(START.plusSeconds(second));
    }

    /** What was raised and cleared since the last call. */
    List<String> alerts() {
      var texts = new ArrayList<String>();
      for (Alert alert : standings.takePending().alerts) {
        texts.add(
            (alert.isRaised() ? "raised " : "cleared ")
                + alert.tokenId()
                + " "
                + (alert.value().signum() == 0
                    ? "0"
                    : alert.value().stripTrailingZeros().toPlainString()));
      }
      return texts;
    }
  }
}
