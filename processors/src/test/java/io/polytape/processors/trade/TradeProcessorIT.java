package io.polytape.processors.trade;

import static io.polytape.processors.trade.Fills.NO;
import static io.polytape.processors.trade.Fills.YES;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.trade.Side;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class TradeProcessorIT {
  private Pipeline pipeline;

  @BeforeEach
  void start() throws Exception {
    pipeline = new Pipeline();
    pipeline.market(YES, Fills.YES_MARKET);
  }

  @AfterEach
  void stop() {
    pipeline.close();
  }

  @Test
  void publishesOneTradeForEachFillInTheirOrder() throws Exception {
    pipeline.publish(
        Fills.buy("a", YES, 490_000, 1_000_000), Fills.sell("b", YES, 2_000_000, 1_000_000));

    pipeline.runUntil(pipeline.processor(), () -> pipeline.tradeCount() == 2);

    var trades = pipeline.trades();
    assertThat(pipeline.tradedIds()).containsExactly("a", "b");
    assertThat(trades.get(0).marketId()).isEqualTo("501");
    assertThat(trades.get(0).outcome()).isEqualTo("Yes");
    assertThat(trades.get(0).makerSide()).isEqualTo(Side.BUY);
    assertThat(trades.get(0).price().orElseThrow().value()).isEqualByComparingTo("0.49");
    assertThat(trades.get(1).makerSide()).isEqualTo(Side.SELL);
    assertThat(trades.get(1).price().orElseThrow().value()).isEqualByComparingTo("0.5");
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void setsPoisonAsideWithItsOriginalBytesAndGoesOn() throws Exception {
    byte[] noJson = {'{', (byte) 0xff, 0, '\n'};
    String first = pipeline.publishRaw("1", noJson);
    pipeline.publishRaw("7", "{}".getBytes(UTF_8));
    byte[] twoTokens =
        OrderFilledCodec.encode(Fills.fill("x", YES, NO, 1, 1, false, 1_700_000_000, true));
    pipeline.publishRaw("1", twoTokens);
    pipeline.publish(Fills.buy("good", YES, 490_000, 1_000_000));

    pipeline.runUntil(pipeline.processor(), () -> pipeline.tradeCount() == 1);

    var letters = pipeline.deadLetters();
    assertThat(letters).hasSize(3);
    assertThat(letters.get(0).raw()).isEqualTo(noJson);
    assertThat(letters.get(0).entryId()).isEqualTo(first);
    assertThat(letters.get(0).stage()).isEqualTo("trade-processor");
    assertThat(letters.get(0).stream()).isEqualTo("stream:order_events");
    assertThat(letters.get(1).reason()).contains("format version 1, was '7'");
    assertThat(letters.get(1).version()).isEqualTo("7");
    assertThat(letters.get(2).raw()).isEqualTo(twoTokens);
    assertThat(letters.get(2).reason()).startsWith("expected collateral on one side");
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void finishesWhatItsPredecessorInTheSameSlotLeftPending() throws Exception {
    pipeline.publishMany("e", 2_500, YES);
    pipeline.consumer("trade-processor-1").readNew(2_200, Duration.ZERO);

    pipeline.runUntil(pipeline.processor(), () -> pipeline.tradeCount() == 2_500);

    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(ids("e", 2_500));
  }

  @Test
  void takesOverAtOnceWhatAnInstanceThatIsGoneLeftPending() throws Exception {
    pipeline.publishMany("e", 2_500, YES);
    pipeline.consumer("trade-processor-9").readNew(2_200, Duration.ZERO);

    pipeline.runUntil(pipeline.processor(), () -> pipeline.tradeCount() == 2_500);

    assertThat(pipeline.tradedIds()).containsExactlyInAnyOrderElementsOf(ids("e", 2_500));
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void leavesAloneWhatALivingInstanceIsWorkingOn() throws Exception {
    pipeline.publishMany("e", 10, YES);
    var other = pipeline.slot(Duration.ofMinutes(5));
    pipeline.consumer(other.held().slot()).readNew(5, Duration.ZERO);

    var processor = pipeline.processor();
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 5);
    processor.runOnce();

    assertThat(pipeline.tradeCount()).isEqualTo(5);
    assertThat(pipeline.pendingCount()).isEqualTo(5);
  }

  @Test
  void countsEntriesThatWereDeletedBeforeTheyWereProcessed() throws Exception {
    pipeline.publishMany("e", 4, YES);
    var delivered = pipeline.consumer("trade-processor-1").readNew(2, Duration.ZERO);
    var abandoned = pipeline.consumer("trade-processor-5").readNew(1, Duration.ZERO);
    for (String id : List.of(delivered.getFirst().id(), abandoned.getFirst().id())) {
      pipeline.redis.run(
          "test",
          client -> client.xdel(Streams.ORDER_EVENTS.key().getBytes(UTF_8), id.getBytes(UTF_8)));
    }

    pipeline.runUntil(pipeline.processor(), () -> "2".equals(pipeline.figures.get("lost_entries")));

    assertThat(pipeline.tradedIds()).containsExactlyInAnyOrder("e2", "e4");
    assertThat(pipeline.pendingCount()).isZero();
  }

  @Test
  void goesOnAfterEverythingInRedisWasRemoved() throws Exception {
    var processor = pipeline.processor();
    pipeline.publishMany("a", 10, YES);
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 10);

    pipeline.redis.run("test", client -> client.flushAll());
    pipeline.market(YES, Fills.YES_MARKET);
    pipeline.publishMany("b", 10, YES);
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 10);

    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(ids("b", 10));
  }

  @Test
  void makesAGroupThatWasRemovedAgainFromTheStartOfTheStream() throws Exception {
    var processor = pipeline.processor();
    pipeline.publishMany("a", 10, YES);
    pipeline.redis.run(
        "test",
        client -> client.xgroupDestroy(Streams.ORDER_EVENTS.key(), Streams.TRADE_PROCESSOR));

    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 10);

    assertThat(pipeline.tradedIds()).containsExactlyElementsOf(ids("a", 10));
  }

  @Test
  void waitsWhileTheStreamOfTradesIsFull() throws Exception {
    pipeline.publishMany("a", 10, YES);
    var processor = pipeline.processor();
    fillUp(Streams.TRADES);

    assertThat(processor.runOnce()).isZero();
    assertThat(pipeline.waits.getLast()).contains("stream:trades holds 500000 entries");
    assertThat(pipeline.pendingCount()).isZero();

    pipeline.redis.run("test", client -> client.del(Streams.TRADES.key()));
    pipeline.runUntil(processor, () -> pipeline.tradeCount() == 10);
  }

  private void fillUp(Streams stream) throws Exception {
    String script =
        "for i = 1, tonumber(ARGV[1]) do redis.call('XADD', KEYS[1], '*', 'a', 'b') end";
    pipeline.redis.run(
        "test",
        client ->
            client.eval(script, List.of(stream.key()), List.of(Long.toString(stream.highMark()))));
    ConsumerGroup.createAll(pipeline.redis);
  }

  static List<String> ids(String prefix, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> prefix + i).toList();
  }
}
