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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.StreamEntryID;

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
}
