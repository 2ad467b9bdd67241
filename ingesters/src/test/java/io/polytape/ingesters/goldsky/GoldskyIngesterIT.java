package io.polytape.ingesters.goldsky;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.ledger.LedgerFill;
import io.polytape.simulator.world.WorldConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.StreamEntryID;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class GoldskyIngesterIT {
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

  private static Simulator simulator(int fills, List<Integer> bursts) {
    return simulator(fills, bursts, () -> ANCHOR, Map.of());
  }

  private static Simulator simulator(
      int fills, List<Integer> bursts, InstantSource clock, Map<Fault, Double> faults) {
    var world =
        new WorldConfig(
            7,
            ANCHOR,
            60,
            fills,
            Duration.ofDays(3),
            bursts,
            0.5,
            4,
            Duration.ofSeconds(20),
            1_000_000);
    return Simulator.start(
        SimulatorConfig.small(7, ANCHOR).withWorld(world).withFaults(faults), clock);
  }

  private Ingester ingester(Simulator simulator, int pid, int pageSize) {
    return new Ingester(redis, simulator.goldskyUrl(), pid, pageSize, () -> ANCHOR);
  }

  private List<OrderFilled> published() throws Exception {
    var fills = new ArrayList<OrderFilled>();
    for (var entry :
        redis.run(
            "test",
            client -> client.xrange(Streams.ORDER_EVENTS.key(), (StreamEntryID) null, null))) {
      String event = Objects.requireNonNull(entry.getFields().get("event"));
      fills.add(OrderFilledCodec.decode(event.getBytes(StandardCharsets.UTF_8)));
    }
    return fills;
  }

  private void assertExactly(Simulator simulator) throws Exception {
    List<String> truth = simulator.ledger().fills().map(LedgerFill::eventId).sorted().toList();
    assertThat(published().stream().map(OrderFilled::eventId).sorted().toList()).isEqualTo(truth);
  }

  @Test
  void publishesTheHistoryInOrderWithEveryField() throws Exception {
    try (var simulator = simulator(6_000, List.of(1_200));
        var ingester = ingester(simulator, 1, 1_000)) {
      ingester.runUntil(simulator.ledger().summary().fills());
      ingester.steps(3);
      List<OrderFilled> fills = published();
      List<LedgerFill> truth = simulator.ledger().fills().toList();
      assertThat(fills).hasSameSizeAs(truth);
      for (int i = 0; i < truth.size(); i++) {
        OrderFilled fill = fills.get(i);
        LedgerFill expected = truth.get(i);
        assertThat(fill.eventId()).isEqualTo(expected.eventId());
        assertThat(fill.timestamp()).isEqualTo(expected.timestamp());
        assertThat(fill.maker()).isEqualTo(expected.maker());
        assertThat(fill.taker()).isEqualTo(expected.taker());
        assertThat(fill.makerAssetId()).isEqualTo(expected.makerAssetId());
        assertThat(fill.takerAssetId()).isEqualTo(expected.takerAssetId());
        assertThat(fill.makerAmountFilled().units()).isEqualTo(expected.makerAmountFilled());
        assertThat(fill.takerAmountFilled().units()).isEqualTo(expected.takerAmountFilled());
        assertThat(fill.fee().units()).isEqualTo(expected.fee());
        assertThat(fill.isTakerLeg()).isEqualTo(expected.isTakerLeg());
      }
    }
  }

  @Test
  void losesAndDoublesNothingOfASecondThatFillsSeveralPages() throws Exception {
    try (var simulator = simulator(8_000, List.of(3_500, 1_000, 999));
        var ingester = ingester(simulator, 1, 1_000)) {
      ingester.runUntil(simulator.ledger().summary().fills());
      ingester.steps(3);
      assertExactly(simulator);
    }
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void survivesEachFaultOfTheSource(Fault fault) throws Exception {
    try (var simulator = simulator(3_000, List.of(400), () -> ANCHOR, Map.of(fault, 0.2));
        var ingester = ingester(simulator, 1, 100)) {
      ingester.runUntil(simulator.ledger().summary().fills());
      ingester.steps(10);
      assertExactly(simulator);
    }
  }

  @Test
  void twoIngestersAtOncePublishEachFillOnceAndTheSecondTakesOver() throws Exception {
    try (var simulator = simulator(6_000, List.of(300))) {
      long half = simulator.ledger().summary().fills() / 2;
      try (var second = ingester(simulator, 2, 200)) {
        try (var first = ingester(simulator, 1, 200)) {
          while (Ingester.length(redis) < half) {
            first.steps(1);
            second.steps(1);
          }
        }
        second.runUntil(simulator.ledger().summary().fills());
        second.steps(5);
      }
      assertExactly(simulator);
    }
  }

  @Test
  void aFencedIngesterPublishesNothingMore() throws Exception {
    try (var simulator = simulator(6_000, List.of());
        var slept = ingester(simulator, 1, 100);
        var other = ingester(simulator, 2, 100)) {
      slept.steps(10);
      redis.run("test", client -> client.del("lease:goldsky"));
      other.steps(10);
      slept.steps(10);
      other.runUntil(simulator.ledger().summary().fills());
      assertExactly(simulator);
    }
  }

  @Test
  void goesOnExactlyWhereAKilledIngesterStopped() throws Exception {
    try (var simulator = simulator(4_000, List.of(700))) {
      long fills = simulator.ledger().summary().fills();
      for (int life = 1; Ingester.length(redis) < fills; life++) {
        try (var ingester = ingester(simulator, life, 100)) {
          ingester.steps(7);
        }
      }
      try (var ingester = ingester(simulator, 1_000, 100)) {
        ingester.steps(20);
      }
      assertExactly(simulator);
    }
  }

  @Test
  void followsTheTailThroughRestartsAndFaults() throws Exception {
    var now = new AtomicReference<>(ANCHOR);
    try (var simulator =
        simulator(
            2_000,
            List.of(),
            now::get,
            Map.of(Fault.EMPTY_PAGE, 0.1, Fault.STALE_META, 0.1, Fault.DUPLICATE_PAGE, 0.1))) {
      simulator.live(40);
      for (int life = 1; life <= 12; life++) {
        try (var ingester = new Ingester(redis, simulator.goldskyUrl(), life, 100, now::get)) {
          for (int i = 0; i < 8; i++) {
            now.set(now.get().plusSeconds(7));
            ingester.steps(12);
          }
        }
        if (life == 6) {
          // So long away that it must catch up again.
          now.set(now.get().plusSeconds(1_500));
        }
      }
      simulator.live(0);
      try (var ingester = new Ingester(redis, simulator.goldskyUrl(), 1_000, 100, now::get)) {
        ingester.runUntil(simulator.ledger().summary().fills());
        ingester.steps(30);
      }
      assertExactly(simulator);
    }
  }
}
