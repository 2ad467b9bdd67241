package io.polytape.ingesters.gamma;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.market.Market;
import io.polytape.common.market.MarketCodec;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.ledger.LedgerMarket;
import io.polytape.simulator.world.WorldConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.StreamEntryID;

final class PolymarketIngesterIT {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private RedisServer server;
  private Redis redis;

  @BeforeEach
  void start() {
    server = RedisServer.start();
    redis = server.open();
  }

  @AfterEach
  void stop() {
    redis.close();
    server.close();
  }

  private static Simulator simulator(Map<Fault, Double> faults) {
    var world =
        new WorldConfig(
            11,
            ANCHOR,
            350,
            4_000,
            Duration.ofDays(10),
            List.of(),
            0.5,
            4,
            Duration.ofSeconds(20),
            100_000);
    return Simulator.start(
        SimulatorConfig.small(11, ANCHOR).withWorld(world).withFaults(faults), () -> ANCHOR);
  }

  /** The last published state of each market. */
  private Map<String, Market> published() throws Exception {
    var markets = new HashMap<String, Market>();
    for (var entry :
        redis.run(
            "test", client -> client.xrange(Streams.MARKETS.key(), (StreamEntryID) null, null))) {
      String event = Objects.requireNonNull(entry.getFields().get("event"));
      Market market = MarketCodec.decode(event.getBytes(StandardCharsets.UTF_8));
      Market before = markets.put(market.marketId(), market);
      assertThat(before == null || before.updatedAt().isBefore(market.updatedAt())).isTrue();
    }
    return markets;
  }

  private long length() throws Exception {
    return redis.run("test", client -> client.xlen(Streams.MARKETS.key()));
  }

  private boolean equalsLedger(Simulator simulator) throws Exception {
    Map<String, Market> markets = published();
    List<LedgerMarket> truth = simulator.ledger().markets();
    return truth.stream().allMatch(each -> same(markets.get(each.marketId()), each));
  }

  private static boolean same(
      @org.jspecify.annotations.Nullable Market market, LedgerMarket truth) {
    return !truth.listed()
        || (market != null
            && market.conditionId().equals(truth.conditionId())
            && market.question().equals(truth.question())
            && market.slug().equals(truth.slug())
            && market.category().equals(truth.category())
            && market.tags().equals(truth.tags())
            && market.outcomes().equals(truth.outcomes())
            && (market.tokenIds().equals(truth.tokenIds()) || market.version().equals("v2"))
            && market.closed() == truth.closed()
            && market.active() == truth.active()
            && Objects.equals(market.negRisk(), truth.negRisk())
            && market.volume().compareTo(truth.volume()) == 0
            && market.liquidity().compareTo(truth.liquidity()) == 0
            && market
                .winningOutcome()
                .equals(Objects.requireNonNullElse(truth.winningOutcome(), ""))
            && Objects.equals(
                market.endDate() == null ? null : market.endDate().getEpochSecond(),
                truth.endDate())
            && Objects.equals(
                market.closedTime() == null ? null : market.closedTime().getEpochSecond(),
                truth.closedTime()));
  }

  @Test
  void publishesEveryMarketOnceAndOnlyWhatChangedAfterwards() throws Exception {
    try (var simulator = simulator(Map.of());
        var ingester = new GammaIngester(redis, simulator.gammaUrl(), 1, 5_000)) {
      ingester.runUntil(() -> length() >= simulator.ledger().markets().size());
      assertThat(equalsLedger(simulator)).isTrue();
      long before = length();
      ingester.steps(60);
      assertThat(length()).isEqualTo(before);
    }
  }

  @Test
  void saysWhatATokenStandsForAndFollowsTheOpenOnes() throws Exception {
    try (var simulator = simulator(Map.of());
        var ingester = new GammaIngester(redis, simulator.gammaUrl(), 1, 10)) {
      ingester.runUntil(() -> length() >= simulator.ledger().markets().size());
      Set<String> open = new HashSet<>();
      for (LedgerMarket market : simulator.ledger().markets()) {
        for (int i = 0; i < market.tokenIds().size(); i++) {
          String token = market.tokenIds().get(i);
          Map<String, String> fields =
              redis.run("test", client -> client.hgetAll("token:" + token));
          assertThat(fields)
              .containsEntry("market_id", market.marketId())
              .containsEntry("outcome_index", Integer.toString(i))
              .containsEntry("outcome", market.outcomes().get(i));
          if (!market.closed()) {
            open.add(token);
          }
        }
      }
      Set<String> followed = redis.run("test", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
      assertThat(open).containsAll(followed);
      assertThat(followed.size()).isBetween(10, 40);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void survivesEachFaultOfTheSource(Fault fault) throws Exception {
    try (var simulator = simulator(Map.of(fault, 0.2));
        var ingester = new GammaIngester(redis, simulator.gammaUrl(), 1, 5_000)) {
      ingester.runUntil(() -> equalsLedger(simulator));
      ingester.steps(40);
      if (fault == Fault.MISSING_FIELD) {
        // A row that lacks a field is what the venue said last, until it says the whole again.
        ingester.runUntil(() -> equalsLedger(simulator));
      }
      assertThat(equalsLedger(simulator)).isTrue();
    }
  }

  /** A lease may run out, and a Redis that lost its last second may have lost the newest epoch. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void beginsAnewWhenAnotherTakesOverBetweenRequestAndPublishing(int step) throws Exception {
    try (var simulator = simulator(Map.of());
        var ingester = new GammaIngester(redis, simulator.gammaUrl(), 1, 5_000)) {
      ingester.steps(step - 1);
      ingester.meanwhile(this::raiseEpoch);
      ingester.steps(1);
      ingester.meanwhile(() -> {});
      ingester.runUntil(() -> equalsLedger(simulator));
    }
  }

  private void raiseEpoch() {
    try {
      redis.run("test", client -> client.incr(Keys.epoch("gamma")));
    } catch (TransientException e) {
      throw new IllegalStateException(e);
    }
  }
}
