package io.polytape.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class WorldTest {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");
  private static final long START = ANCHOR.getEpochSecond();

  private static WorldConfig config(long seed, int fills) {
    return new WorldConfig(
        seed,
        ANCHOR,
        160,
        fills,
        Duration.ofDays(20),
        List.of(),
        0.5,
        6,
        Duration.ofSeconds(20),
        1_000_000);
  }

  private static World world(WorldConfig config, long now, LiveControl... controls) {
    var world = new World(config);
    List.of(controls).forEach(world::control);
    world.advance(now);
    return world;
  }

  private static String row(World world, int row) {
    Fills fills = world.fills();
    return String.join(
        " ",
        List.of(
            Long.toString(fills.timestamp(row)),
            world.transactions().text(fills.transaction(row)),
            world.orders().text(fills.order(row)),
            world.market(fills.market(row)).marketId(),
            Integer.toString(fills.outcome(row)),
            Boolean.toString(fills.buy(row)),
            fills.kind(row).name(),
            Integer.toString(fills.maker(row)),
            Integer.toString(fills.taker(row)),
            Long.toString(fills.made(row)),
            Long.toString(fills.taken(row)),
            Long.toString(fills.fee(row))));
  }

  private static List<String> rows(World world) {
    var rows = new ArrayList<String>();
    for (int row = 0; row < world.fills().size(); row++) {
      rows.add(row(world, row));
    }
    return rows;
  }

  @Test
  void sameSeedGivesTheSameFillsAndMarkets() {
    var live = new LiveControl(START, 15, 0);
    World one = world(config(3, 4_000), START + 900, live);
    World two = world(config(3, 4_000), START + 900, live);
    assertThat(rows(one)).isEqualTo(rows(two)).hasSizeGreaterThan(10_000);
    assertThat(one.markets(START + 900, 0)).isEqualTo(two.markets(START + 900, 0));
    assertThat(rows(world(config(4, 4_000), START + 900, live))).isNotEqualTo(rows(one));
  }

  @Test
  void itDoesNotMatterHowOftenTheWorldIsAskedToAdvance() {
    qt().withExamples(20)
        .forAll(longs().between(1, 1_000), integers().between(1, 97))
        .checkAssert(
            (seed, step) -> {
              var controls =
                  new LiveControl[] {
                    new LiveControl(START, 9, 0),
                    new LiveControl(START + 100, 0, 0),
                    new LiveControl(START + 250, 3, 40),
                    new LiveControl(START + 251, 0, 0)
                  };
              World atOnce = world(config(seed, 500), START + 400, controls);
              World inSteps = world(config(seed, 500), START - 5, controls);
              for (long now = START - 5; now <= START + 400; now += step) {
                inSteps.advance(now);
              }
              inSteps.advance(START + 400);
              assertThat(rows(inSteps)).isEqualTo(rows(atOnce));
              assertThat(inSteps.markets(START + 400, 0)).isEqualTo(atOnce.markets(START + 400, 0));
            });
  }

  @Test
  void historyHoldsExactlyTheFillsAskedFor() {
    qt().withExamples(30)
        .forAll(integers().between(0, 3_000))
        .checkAssert(
            fills -> {
              World world = world(config(fills, fills), START - 1);
              assertThat(world.fills().size()).isEqualTo(fills);
            });
  }

  @Test
  void fillsComeInTheOrderOfTimeAndIdAndNoIdTwice() {
    World world = world(config(11, 20_000), START + 300, new LiveControl(START, 40, 0));
    Set<String> ids = new HashSet<>();
    String before = "";
    for (int row = 0; row < world.fills().size(); row++) {
      Fills fills = world.fills();
      String id =
          world.transactions().text(fills.transaction(row))
              + "_"
              + world.orders().text(fills.order(row));
      assertThat(id).hasSize(66 + 1 + 66);
      assertThat(ids.add(id)).isTrue();
      String key = fills.timestamp(row) + " " + id;
      assertThat(key).isGreaterThan(before);
      before = key;
    }
  }

  @Test
  void makerLegsAddUpToTheTakerOrderOfEveryMatch() {
    World world = world(config(5, 30_000), START);
    Fills fills = world.fills();
    Map<List<Integer>, List<Integer>> matches = new HashMap<>();
    for (int row = 0; row < fills.size(); row++) {
      if (fills.kind(row) != MatchKind.DIRECT) {
        matches
            .computeIfAbsent(
                List.of(fills.transaction(row), fills.market(row)), key -> new ArrayList<>())
            .add(row);
      }
    }
    for (List<Integer> match : matches.values()) {
      List<Integer> takers =
          match.stream().filter(row -> fills.kind(row) == MatchKind.TAKER_ORDER).toList();
      assertThat(takers).hasSize(1);
      int taker = takers.getFirst();
      long collateral = 0;
      long tokens = 0;
      for (int row : match) {
        if (row == taker) {
          continue;
        }
        assertThat(fills.taker(row)).isEqualTo(fills.maker(taker));
        assertThat(fills.maker(row)).isNotEqualTo(fills.maker(taker));
        long paid = fills.buy(row) ? fills.made(row) : fills.taken(row);
        long traded = fills.buy(row) ? fills.taken(row) : fills.made(row);
        tokens += traded;
        switch (fills.kind(row)) {
          case COMPLEMENTARY -> {
            assertThat(fills.outcome(row)).isEqualTo(fills.outcome(taker));
            assertThat(fills.buy(row)).isNotEqualTo(fills.buy(taker));
            collateral += paid;
          }
          case MINT, MERGE -> {
            assertThat(fills.outcome(row)).isEqualTo(1 - fills.outcome(taker));
            assertThat(fills.buy(row))
                .isEqualTo(fills.buy(taker))
                .isEqualTo(fills.kind(row) == MatchKind.MINT);
            collateral += traded - paid;
          }
          case DIRECT, TAKER_ORDER -> throw new AssertionError("one taker order per match");
        }
      }
      assertThat(fills.buy(taker) ? fills.made(taker) : fills.taken(taker)).isEqualTo(collateral);
      assertThat(fills.buy(taker) ? fills.taken(taker) : fills.made(taker)).isEqualTo(tokens);
    }
  }

  @Test
  void historyShowsEveryOddityOfTheExchange() {
    World world = world(config(8, 40_000), START);
    Fills fills = world.fills();
    Map<Integer, Set<Integer>> transactionsOfOrder = new HashMap<>();
    Map<Integer, Set<Integer>> marketsOfTransaction = new HashMap<>();
    Map<MatchKind, Integer> kinds = new HashMap<>();
    int negRisk = 0;
    int offTick = 0;
    int noTokens = 0;
    int withFee = 0;
    int thirdOutcome = 0;
    for (int row = 0; row < fills.size(); row++) {
      transactionsOfOrder
          .computeIfAbsent(fills.order(row), key -> new HashSet<>())
          .add(fills.transaction(row));
      marketsOfTransaction
          .computeIfAbsent(fills.transaction(row), key -> new HashSet<>())
          .add(fills.market(row));
      kinds.merge(fills.kind(row), 1, Integer::sum);
      negRisk += world.market(fills.market(row)).exchange() == Exchange.NEG_RISK ? 1 : 0;
      long collateral = fills.buy(row) ? fills.made(row) : fills.taken(row);
      long tokens = fills.buy(row) ? fills.taken(row) : fills.made(row);
      noTokens += tokens == 0 ? 1 : 0;
      offTick += tokens > 0 && collateral * 1000 % tokens != 0 ? 1 : 0;
      withFee += fills.fee(row) > 0 ? 1 : 0;
      thirdOutcome += fills.outcome(row) == 2 ? 1 : 0;
      assertThat(collateral).isLessThanOrEqualTo(tokens);
    }
    assertThat(kinds.keySet()).containsExactlyInAnyOrder(MatchKind.values());
    assertThat(transactionsOfOrder.values()).anyMatch(transactions -> transactions.size() > 2);
    assertThat(marketsOfTransaction.values()).anyMatch(markets -> markets.size() == 2);
    assertThat(List.of(negRisk, offTick, noTokens, withFee, thirdOutcome))
        .allMatch(count -> count > 0);
  }

  @Test
  void burstPutsExactlySoManyFillsIntoOneSecond() {
    World world = world(config(2, 100), START + 60, new LiveControl(START + 10, 0, 3_500));
    assertThat(world.fills().size()).isEqualTo(3_600);
    assertThat(world.fills().timestamp(100))
        .isEqualTo(world.fills().timestamp(3_599))
        .isBetween(START + 10, START + 13);
  }

  @Test
  void marketClockStandsStillWhileTheTailIsStopped() {
    World world =
        world(
            config(2, 100),
            START + 60,
            new LiveControl(START, 5, 0),
            new LiveControl(START + 61, 0, 0));
    world.advance(START + 70);
    List<MarketView> stopped = world.markets(START + 70, 0);
    world.advance(START + 7_000);
    assertThat(world.markets(START + 7_000, 0)).isEqualTo(stopped);
  }

  @Test
  void marketsOpenCloseAndResolveWhileLive() {
    World world = world(config(6, 3_000), START, new LiveControl(START, 1, 0));
    List<MarketView> before = world.markets(START, 0);
    world.advance(START + 7_200);
    List<MarketView> after = world.markets(START + 7_200, 0);
    assertThat(after).hasSizeGreaterThan(before.size() + 600);
    assertThat(after.stream().filter(market -> market.winningOutcome().isPresent()).count())
        .isGreaterThan(
            before.stream().filter(market -> market.winningOutcome().isPresent()).count());
    assertThat(before).extracting(MarketView::stage).contains(Stage.OPEN, Stage.RESOLVED);
    assertThat(after)
        .isSortedAccordingTo(
            (l, r) ->
                Long.compare(
                    Long.parseLong(l.spec().marketId()), Long.parseLong(r.spec().marketId())));
  }

  @Test
  void nothingTradesBeforeItExistsOrAfterItEnded() {
    World world = world(config(9, 20_000), START + 3_600, new LiveControl(START, 3, 0));
    for (int row = 0; row < world.fills().size(); row++) {
      MarketSpec market = world.market(world.fills().market(row));
      assertThat(world.fills().timestamp(row)).isBetween(market.createdAt(), market.endAt() - 1);
    }
  }

  @Test
  void volumeOfAMarketCountsEachMatchOnce() {
    World world = world(config(12, 10_000), START);
    Map<Integer, Long> volumes = new HashMap<>();
    Fills fills = world.fills();
    for (int row = 0; row < fills.size(); row++) {
      if (fills.kind(row) == MatchKind.TAKER_ORDER || fills.kind(row) == MatchKind.DIRECT) {
        volumes.merge(
            fills.market(row), fills.buy(row) ? fills.made(row) : fills.taken(row), Long::sum);
      }
    }
    assertThat(world.markets(START, 0))
        .allSatisfy(
            market ->
                assertThat(market.volumeUnits())
                    .isEqualTo(volumes.getOrDefault(market.spec().index(), 0L)));
  }

  @Test
  void lateMarketsTradeBeforeTheyAreListed() {
    World world = world(config(6, 0), START + 100, new LiveControl(START, 100, 0));
    int all = world.markets(START + 100, 0).size();
    assertThat(world.markets(START + 100, 1)).hasSizeLessThan(all);
    assertThat(world.markets(START + 120, 1)).hasSize(all);
  }

  @Test
  void worldStopsToTradeWhenItIsFull() {
    var config =
        new WorldConfig(
            1, ANCHOR, 40, 100, Duration.ofDays(2), List.of(), 0, 0, Duration.ZERO, 250);
    World world = world(config, START + 600, new LiveControl(START, 50, 0));
    assertThat(world.fills().size()).isEqualTo(250);
  }

  @Test
  void controlInThePastIsRefused() {
    World world = world(config(1, 10), START + 60);
    assertThatThrownBy(() -> world.control(new LiveControl(START + 50, 1, 0)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
