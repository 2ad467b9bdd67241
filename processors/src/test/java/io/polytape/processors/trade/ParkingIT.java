package io.polytape.processors.trade;

import static io.polytape.processors.trade.Fills.NO;
import static io.polytape.processors.trade.Fills.YES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.stream.Keys;
import io.polytape.common.trade.OrderFilledCodec;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fills whose market is not known yet wait for it, and none is stuck or doubled. */
final class ParkingIT {
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    pipeline = new Pipeline();
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void parksTheOriginalBytesAndReleasesThemWhenTheMarketArrives() throws Exception {
    var processor = pipeline.processor();
    pipeline.market(YES, Fills.YES_MARKET);
    var unknown = Fills.buy("later", NO, 510_000, 1_000_000);
    pipeline.publish(unknown, Fills.buy("known", YES, 490_000, 1_000_000));

    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 1);
    assertThat(pipeline.tradedIds()).containsExactly("known");
    assertThat(pipeline.parkedCount()).isEqualTo(1);
    assertThat(parkedPayloads(NO)).containsExactly(OrderFilledCodec.encode(unknown));

    pipeline.market(NO, Fills.NO_MARKET);
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 2);

    var released = pipeline.trades().getLast();
    assertThat(released.fill()).isEqualTo(unknown);
    assertThat(released.outcome()).isEqualTo("No");
    assertThat(released.outcomeIndex()).isEqualTo(1);
    assertThat(released.marketKnown()).isTrue();
    assertNothingParked(NO);
  }

  @Test
  void releasesAFillWhoseMarketArrivedBetweenItsLookupAndItsParking() throws Exception {
    pipeline.publish(Fills.buy("a", YES, 490_000, 1_000_000));
    var slot = pipeline.slot(Duration.ofMinutes(5));
    var entries = pipeline.consumer(slot.held().slot()).readNew(10, Duration.ZERO);
    var effects = new FillBatch(entries, 0).effects(Map.of());
    pipeline.market(YES, Fills.YES_MARKET);
    assertThat(
            new TradeCommit(pipeline.redis)
                .commit(slot.held(), effects, pipeline.now.toEpochMilli())
                .parked())
        .isEqualTo(1);

    pipeline.runUntil(
        pipeline.processor(slot, Pipeline.SETTINGS), () -> pipeline.tradeCount() == 1);

    assertThat(pipeline.tradedIds()).containsExactly("a");
    assertNothingParked(YES);
  }

  @Test
  void releasesThousandsOfFillsOfOneMarketOnceWithTwoAtWork() throws Exception {
    pipeline.publishMany("e", 12_000, YES);
    var one = pipeline.processor();
    var two = pipeline.processor();
    pipeline.runUntil(one, () -> pipeline.parkedCount() == 12_000);
    pipeline.market(YES, Fills.YES_MARKET);

    pipeline.runUntil(
        one,
        () -> {
          two.runOnce();
          return pipeline.tradeCount() >= 12_000;
        });

    assertThat(pipeline.tradedIds())
        .containsExactlyInAnyOrderElementsOf(TradeProcessorIT.ids("e", 12_000));
    assertNothingParked(YES);
  }

  @Test
  void publishesAFillWithoutItsMarketOnlyAfterTheLongestWait() throws Exception {
    var settings = new TradeSettings(1_000, 1_000, Duration.ofHours(1));
    var processor = pipeline.processor(pipeline.slot(Duration.ofMinutes(5)), settings);
    pipeline.publish(Fills.buy("a", YES, 490_000, 1_000_000));
    pipeline.runUntil(processor, () -> pipeline.parkedCount() == 1);

    pipeline.now = pipeline.now.plus(Duration.ofMinutes(59));
    processor.runOnce();
    assertThat(pipeline.tradeCount()).isZero();

    pipeline.now = pipeline.now.plus(Duration.ofMinutes(2));
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 1);

    var trade = pipeline.trades().getFirst();
    assertThat(trade.marketKnown()).isFalse();
    assertThat(trade.marketId()).isEmpty();
    assertThat(trade.outcomeIndex()).isEqualTo(-1);
    assertThat(trade.tokenId()).isEqualTo(YES);
    assertThat(trade.price().orElseThrow().value()).isEqualByComparingTo("0.49");
    assertNothingParked(YES);
  }

  @Test
  void agesEachFillOfATokenByItsOwnArrival() throws Exception {
    var settings = new TradeSettings(1_000, 1_000, Duration.ofHours(1));
    var processor = pipeline.processor(pipeline.slot(Duration.ofMinutes(5)), settings);
    pipeline.publish(Fills.buy("old", YES, 490_000, 1_000_000));
    pipeline.runUntil(processor, () -> pipeline.parkedCount() == 1);
    long later = pipeline.now.plus(Duration.ofMinutes(50)).toEpochMilli();
    byte[] young = OrderFilledCodec.encode(Fills.buy("young", YES, 490_000, 1_000_000));
    pipeline.redis.run(
        "test",
        client ->
            client.hset(Keys.parked(YES).getBytes(UTF_8), (later + "-0").getBytes(UTF_8), young));
    pipeline.redis.run("test", client -> client.incr(Keys.PARKED_COUNT));

    pipeline.now = pipeline.now.plus(Duration.ofMinutes(61));
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 1);

    assertThat(pipeline.tradedIds()).containsExactly("old");
    assertThat(pipeline.parkedCount()).isEqualTo(1);
    Double score = pipeline.redis.run("test", client -> client.zscore(Keys.PARKED_TOKENS, YES));
    assertThat(score).isEqualTo((double) later);
  }

  @Test
  void readsNoNewFillsWhileTooManyAreParkedButStillReleases() throws Exception {
    var settings = new TradeSettings(10, 20, Duration.ofHours(1));
    var processor = pipeline.processor(pipeline.slot(Duration.ofMinutes(5)), settings);
    pipeline.publishMany("e", 100, YES);

    pipeline.runUntil(processor, () -> !pipeline.waits.isEmpty());
    assertThat(pipeline.parkedCount()).isBetween(20L, 99L);
    assertThat(pipeline.waits.getLast()).contains("fills wait for their market (PARKED_MAX)");
    long parked = pipeline.parkedCount();
    for (int i = 0; i < 5; i++) {
      processor.runOnce();
    }
    assertThat(pipeline.parkedCount()).isEqualTo(parked);

    pipeline.market(YES, Fills.YES_MARKET);
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 100);
    assertThat(pipeline.tradedIds())
        .containsExactlyInAnyOrderElementsOf(TradeProcessorIT.ids("e", 100));
  }

  @Test
  void setsAParkedFillThatCannotBeReadAnyMoreAside() throws Exception {
    var processor = pipeline.processor();
    pipeline.publish(Fills.buy("a", YES, 490_000, 1_000_000));
    pipeline.runUntil(processor, () -> pipeline.parkedCount() == 1);
    pipeline.redis.run(
        "test",
        client -> {
          byte[] key = Keys.parked(YES).getBytes(UTF_8);
          byte[] field = client.hkeys(key).iterator().next();
          return client.hset(key, field, "spoilt".getBytes(UTF_8));
        });
    pipeline.market(YES, Fills.YES_MARKET);

    pipeline.runUntil(processor, () -> pipeline.parkedCount() == 0);

    assertThat(pipeline.deadLetters()).hasSize(1);
    assertThat(pipeline.deadLetters().getFirst().raw()).isEqualTo("spoilt".getBytes(UTF_8));
    assertNothingParked(YES);
  }

  private java.util.Collection<byte[]> parkedPayloads(String token) throws Exception {
    return pipeline.redis.run(
        "test", client -> client.hgetAll(Keys.parked(token).getBytes(UTF_8)).values());
  }

  private void assertNothingParked(String token) throws Exception {
    assertThat(pipeline.parkedCount()).isZero();
    boolean hash = pipeline.redis.run("test", client -> client.exists(Keys.parked(token)));
    long tokens = pipeline.redis.run("test", client -> client.zcard(Keys.PARKED_TOKENS));
    assertThat(hash).isFalse();
    assertThat(tokens).isZero();
  }
}
