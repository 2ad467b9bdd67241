package io.polytape.simulator.clob.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.clob.book.LiveMarket.Logged;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.World;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LiveVenueTest {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private final List<Instant> now = new ArrayList<>(List.of(ANCHOR));
  private final World world = new World(SimulatorConfig.small(7, ANCHOR).world());

  private LiveVenue venue(long seed) {
    var venue = new LiveVenue(seed, this::markets, now::getFirst);
    venue.refresh();
    return venue;
  }

  private List<MarketView> markets() {
    world.advance(now.getFirst().getEpochSecond());
    return world.markets(now.getFirst().getEpochSecond(), 0);
  }

  private static Map<Integer, Integer> side(LiveMarket market, int outcome, boolean bids) {
    var levels = new TreeMap<Integer, Integer>();
    market.levels(outcome, bids, levels::put);
    return levels;
  }

  private static void assertValid(LiveMarket market) {
    for (int outcome = 0; outcome < 2; outcome++) {
      assertThat(market.bestBid(outcome)).isLessThan(market.bestAsk(outcome));
      for (boolean bids : new boolean[] {true, false}) {
        Map<Integer, Integer> levels = side(market, outcome, bids);
        var mirrored = new TreeMap<Integer, Integer>();
        side(market, 1 - outcome, !bids)
            .forEach((price, size) -> mirrored.put(1_000 - price, size));
        assertThat(levels).isEqualTo(mirrored);
        levels.forEach(
            (price, size) -> {
              assertThat(price % market.tick()).isZero();
              assertThat(price).isBetween(market.tick(), 1_000 - market.tick());
              assertThat(size).isPositive();
            });
      }
    }
  }

  @Test
  void booksAreValidAndMirroredAfterEveryEvent() {
    LiveVenue venue = venue(1);
    var heard = new HashMap<String, Integer>();
    venue.audience(
        new Audience() {
          @Override
          public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {
            assertValid(market);
            heard.merge("changes", batch.size(), Integer::sum);
          }

          @Override
          public void traded(
              LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved) {
            assertValid(market);
            heard.merge("trades", matches.size(), Integer::sum);
          }

          @Override
          public void regridded(LiveMarket market, int oldTick) {
            assertValid(market);
            heard.merge("ticks", 1, Integer::sum);
          }

          @Override
          public void listed(LiveMarket market) {}

          @Override
          public void resolved(LiveMarket market, boolean said) {}
        });
    for (int i = 0; i < 200; i++) {
      venue.make(200, 10);
      if (i % 10 == 0) {
        venue.regrid(null);
      }
    }
    assertThat(heard.get("changes")).isBetween(20_000, 22_000);
    assertThat(heard.get("trades")).isGreaterThan(1_900).isEqualTo(venue.trades());
    assertThat(heard.get("ticks")).isGreaterThanOrEqualTo(20);
    List<Integer> sides =
        venue.markets().stream().map(market -> side(market, 0, true).size()).toList();
    assertThat(sides.stream().mapToInt(each -> each).average().orElse(0)).isBetween(5.0, 60.0);
  }

  @Test
  void theGridBecomesFinerWhereAPriceComesNearItsEnd() {
    LiveVenue venue = venue(1);
    List<LiveMarket> coarse =
        venue.markets().stream().filter(market -> market.tick() == 10).toList();
    venue.make(600_000, 0);
    List<LiveMarket> finer = coarse.stream().filter(market -> market.tick() == 1).toList();
    assertThat(finer).isNotEmpty().hasSizeLessThan(coarse.size());
    finer.forEach(LiveVenueTest::assertValid);
  }

  @Test
  void theSameSeedGivesTheSameBooksAndTrades() {
    var hashes = new ArrayList<List<String>>();
    for (long seed : new long[] {3, 3, 4}) {
      LiveVenue venue = venue(seed);
      var all = new ArrayList<String>();
      deals(venue, deal -> all.add(deal.effect().toString()));
      venue.make(4_000, 200);
      venue.markets().forEach(market -> all.add(market.hash(0)));
      venue.trades(0, 200).forEach(match -> all.add(match.toString()));
      hashes.add(all);
    }
    assertThat(hashes.get(0)).isEqualTo(hashes.get(1)).isNotEqualTo(hashes.get(2));
  }

  @Test
  void everyBatchGivesTheBookAnotherHash() {
    LiveVenue venue = venue(1);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 5_000; i++) {
      venue.make(1, 0);
    }
    for (LiveMarket market : venue.markets()) {
      assertThat(seen.add(market.hash(0))).isTrue();
      assertThat(seen.add(market.hash(1))).isTrue();
      assertThat(market.hash(0)).matches("[0-9a-f]{40}");
    }
  }

  @Test
  void tradesAreToldApartByWhatTheChannelSaysUnlessTheyAreTwins() {
    LiveVenue venue = venue(1);
    venue.make(2_000, 3_000);
    Map<String, Integer> times = new HashMap<>();
    for (Match match : venue.trades(0, Integer.MAX_VALUE)) {
      String identity =
          venue.transaction(match)
              + match.token()
              + match.buy()
              + match.price()
              + ":"
              + match.size();
      times.merge(identity, 1, Integer::sum);
    }
    assertThat(times.values()).contains(2).allMatch(count -> count <= 2);
    long twins = times.values().stream().filter(count -> count == 2).count();
    assertThat(twins).isBetween(5L, 200L);
  }

  /** What the audience hears of one transaction. */
  private record Heard(LiveMarket market, List<Match> matches, TradeEffect effect, boolean moved) {}

  private static void deals(LiveVenue venue, Consumer<Heard> hears) {
    venue.audience(
        new Audience() {
          @Override
          public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {}

          @Override
          public void traded(
              LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved) {
            hears.accept(new Heard(market, matches, effect, bestMoved));
          }

          @Override
          public void regridded(LiveMarket market, int oldTick) {}

          @Override
          public void listed(LiveMarket market) {}

          @Override
          public void resolved(LiveMarket market, boolean said) {}
        });
  }

  private static void put(Map<Integer, Integer> levels, Change change) {
    if (change.size() == 0) {
      levels.remove(change.price());
    } else {
      levels.put(change.price(), change.size());
    }
  }

  @Test
  void tradesTakeTheirSizesOffTheBestLevelsAndAllElseIsBehindThem() {
    LiveVenue venue = venue(1);
    Map<LiveMarket, Map<Integer, Integer>> before = new HashMap<>();
    Map<LiveMarket, String> best = new HashMap<>();
    deals(
        venue,
        deal -> {
          LiveMarket market = deal.market();
          Map<Integer, Integer> left = new TreeMap<>(before.getOrDefault(market, Map.of()));
          Map<Integer, Integer> after = new TreeMap<>(left);
          for (Match match : deal.matches()) {
            int price = match.outcome() == 0 ? match.price() : 1_000 - match.price();
            left.merge(price, -match.size(), Integer::sum);
          }
          left.values().removeIf(size -> size == 0);
          deal.effect().taken().forEach(take -> put(after, take));
          assertThat(after).isEqualTo(left);
          deal.effect().told().forEach(change -> put(after, change));
          assertThat(levels(market)).isEqualTo(after);
          assertThat(deal.moved()).isEqualTo(!best(market).equals(best.get(market)));
        });
    for (int i = 0; i < 1_000; i++) {
      venue.make(20, 0);
      venue.markets().forEach(market -> before.put(market, levels(market)));
      venue.markets().forEach(market -> best.put(market, best(market)));
      venue.make(0, 1);
    }
    assertThat(venue.trades()).isGreaterThan(900);
  }

  private static String best(LiveMarket market) {
    return market.bestBid(0) + " " + market.bestAsk(0);
  }

  @Test
  void someTakersOfAWholeLevelLeaveTheirRestThereOnTheOtherSide() {
    LiveVenue venue = venue(1);
    int[] counts = new int[4];
    deals(
        venue,
        deal -> {
          List<Change> taken = deal.effect().taken();
          Change first = taken.getFirst();
          List<Change> rests =
              deal.effect().told().stream()
                  .filter(change -> change.price() == first.price())
                  .toList();
          List<Change> others =
              deal.effect().told().stream().filter(change -> !rests.contains(change)).toList();
          boolean whole = taken.size() == 1 && first.size() == 0;
          counts[0] += whole ? 1 : 0;
          counts[1] += rests.size();
          counts[2]++;
          counts[3] += others.size();
          assertValid(deal.market());
          if (!rests.isEmpty()) {
            assertThat(whole).isTrue();
            assertThat(rests).hasSize(1);
            assertThat(rests.getFirst().bid()).isNotEqualTo(first.bid());
            int best = first.bid() ? deal.market().bestAsk(0) : deal.market().bestBid(0);
            assertThat(best).isEqualTo(first.price());
            assertThat(side(deal.market(), 0, !first.bid()))
                .containsEntry(first.price(), rests.getFirst().size());
            assertThat(side(deal.market(), 1, first.bid()))
                .containsEntry(1_000 - first.price(), rests.getFirst().size());
          }
          assertThat(others).hasSizeLessThanOrEqualTo(1);
          for (Change other : others) {
            assertThat(taken).noneMatch(take -> take.price() == other.price());
          }
        });
    for (int i = 0; i < 300; i++) {
      venue.make(200, 20);
    }
    assertThat(counts[0]).isGreaterThan(500);
    assertThat(counts[1]).isBetween(counts[0] / 4, counts[0] / 2);
    assertThat(counts[2]).isGreaterThan(5_000);
    assertThat(counts[3]).isBetween(counts[2] / 40, counts[2] / 15);
  }

  @Test
  void whatTradesTakeIsUntoldAndAllElseIsToldALittleLater() {
    LiveVenue venue = venue(1);
    assertThat(venue.markets()).allMatch(market -> market.log().stream().noneMatch(Logged::isTold));
    Set<Long> late = new HashSet<>();
    deals(
        venue,
        deal -> {
          long time = now.getFirst().toEpochMilli();
          LiveMarket market = deal.market();
          assertThat(market.changedAt()).isEqualTo(time);
          var expected = new ArrayList<Logged>();
          for (Change take : deal.effect().taken()) {
            expected.add(new Logged(time, market.version(), take, false));
          }
          for (Change change : deal.effect().told()) {
            expected.add(new Logged(deal.effect().toldAt(), market.version(), change, true));
            late.add(deal.effect().toldAt() - time);
          }
          assertThat(market.log().stream().filter(each -> each.version() == market.version()))
              .containsExactlyElementsOf(expected);
        });
    for (int i = 0; i < 500; i++) {
      now.set(0, now.getFirst().plusMillis(1));
      venue.make(10, 5);
    }
    assertThat(late).containsExactlyInAnyOrder(4L, 5L, 6L);
  }

  @Test
  void aNewGridIsToldByWholeBooksAlone() {
    LiveVenue venue = venue(1);
    venue.make(20_000, 0);
    int gone = 0;
    for (LiveMarket market : List.copyOf(venue.markets())) {
      long version = market.version();
      venue.regrid(market.token(0));
      List<Logged> changes =
          market.log().stream().filter(each -> each.version() > version).toList();
      assertThat(changes).noneMatch(Logged::isTold);
      gone += changes.size();
    }
    assertThat(gone).isPositive();
  }

  private static Map<Integer, Integer> levels(LiveMarket market) {
    var levels = new TreeMap<>(side(market, 0, true));
    levels.putAll(side(market, 0, false));
    return levels;
  }

  @Test
  void oddTradesAreLateOrFarFromTheBook() {
    LiveVenue venue = venue(1);
    venue.odd(LiveVenue.Oddity.STALE);
    venue.odd(LiveVenue.Oddity.DIVERGED);
    while (venue.trades() < 2) {
      venue.make(0, 1);
    }
    List<Match> made = venue.trades(0, Integer.MAX_VALUE);
    assertThat(made.getFirst().time()).isLessThan(ANCHOR.toEpochMilli() - 300_000);
    Match far =
        made.stream()
            .filter(match -> match.time() == ANCHOR.toEpochMilli())
            .findFirst()
            .orElseThrow();
    LiveMarket market = Objects.requireNonNull(venue.market(far.token()));
    int middle = (market.bestBid(far.outcome()) + market.bestAsk(far.outcome())) / 2;
    assertThat(Math.abs(far.price() - middle)).isGreaterThan(100);
  }

  @Test
  void marketsComeAndGoWithTheWorld() {
    LiveVenue venue = venue(1);
    Set<String> listed = new HashSet<>();
    Set<String> resolved = new HashSet<>();
    venue.audience(
        new Audience() {
          @Override
          public void changed(LiveMarket market, List<Change> batch, boolean bestMoved) {}

          @Override
          public void traded(
              LiveMarket market, List<Match> matches, TradeEffect effect, boolean bestMoved) {}

          @Override
          public void regridded(LiveMarket market, int oldTick) {}

          @Override
          public void listed(LiveMarket market) {
            listed.add(market.token(0));
          }

          @Override
          public void resolved(LiveMarket market, boolean said) {
            resolved.add(market.token(0));
          }
        });
    int before = venue.markets().size();
    world.control(now.getFirst().getEpochSecond(), 5, 0, control -> {});
    now.set(0, ANCHOR.plusSeconds(5_400));
    venue.refresh();
    assertThat(listed).hasSizeGreaterThan(20);
    assertThat(resolved).isNotEmpty();
    assertThat(venue.markets()).hasSize(before + listed.size() - resolved.size());
    assertThat(resolved).allMatch(token -> venue.market(token) == null);
    assertThat(listed).allMatch(token -> venue.market(token) != null);
  }

  @Test
  void pricesAreWrittenInThreeForms() {
    assertThat(List.of(Decimals.price(480, 0), Decimals.price(480, 1), Decimals.price(500, 2)))
        .containsExactly("0.48", ".48", "0.50");
    for (int price = 0; price <= 1_000; price++) {
      for (int form = 0; form < Decimals.FORMS; form++) {
        assertThat(new BigDecimal(Decimals.price(price, form)))
            .isEqualByComparingTo(BigDecimal.valueOf(price, 3));
      }
    }
    for (int size : new int[] {0, 1, 10, 100, 12_345, 5_060}) {
      var text = new StringBuilder();
      Decimals.appendSize(text, size);
      assertThat(new BigDecimal(text.toString())).isEqualByComparingTo(Decimals.size(size));
    }
  }
}
