package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BatchWriterIT {
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void putsEveryEventIntoItsTableAndAcknowledgesIt() throws Exception {
    stage.fills(0, 250);
    stage.trades(0, 250);
    var slot = stage.slot(stage.process());

    stage.drain(stage.writer(Target.ORDER_FILLED, slot, stage.sink(), 100), Target.ORDER_FILLED);
    stage.drain(stage.writer(Target.TRADES, slot, stage.sink(), 100), Target.TRADES);

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("250\t250");
    assertThat(stage.rowsAndKeys("trades")).isEqualTo("250\t250");
    assertThat(stage.manifests()).isZero();
  }

  @Test
  void everyColumnOfAFillAndATradeArrivesAsItWas() throws Exception {
    stage.fills(5, 6);
    stage.trades(5, 6);
    var slot = stage.slot(stage.process());
    stage.drain(stage.writer(Target.ORDER_FILLED, slot, stage.sink(), 1), Target.ORDER_FILLED);
    stage.drain(stage.writer(Target.TRADES, slot, stage.sink(), 1), Target.TRADES);

    var fill = Samples.fill(5);
    var trade = Samples.trade(5);
    assertThat(stage.ask("SELECT * FROM {db}.order_filled"))
        .isEqualTo(
            String.join(
                "\t",
                fill.eventId(),
                "goldsky",
                "1",
                fill.contract(),
                "50000005",
                "5",
                fill.transactionHash(),
                fill.orderHash(),
                "2024-01-01 00:00:00",
                fill.maker(),
                fill.taker(),
                fill.makerAssetId(),
                fill.takerAssetId(),
                Long.toString(fill.makerAmountFilled().units()),
                Long.toString(fill.takerAmountFilled().units()),
                "5",
                "true",
                "2024-01-01 00:00:00.123"));
    assertThat(
            stage.ask(
                "SELECT market_id, outcome, outcome_index, neg_risk, maker_direction,"
                    + " taker_direction, price, usd_amount, token_amount, fee, is_stale,"
                    + " market_known FROM {db}.trades"))
        .isEqualTo(
            String.join(
                "\t",
                "m5",
                "No",
                "1",
                "false",
                "BUY",
                "SELL",
                trade.price().orElseThrow().value().stripTrailingZeros().toPlainString(),
                trade.usdAmount().decimal().stripTrailingZeros().toPlainString(),
                trade.tokenAmount().decimal().stripTrailingZeros().toPlainString(),
                "0.000005",
                "false",
                "true"));
  }

  @Test
  void aMarketIsReplacedByItsNewerState() throws Exception {
    var first = Instant.parse("2024-06-01T00:00:00Z");
    stage.market(Samples.market(1, first.plusSeconds(5), "newer"));
    stage.market(Samples.market(1, first, "older"));
    stage.market(Samples.market(2, first, "other"));
    var writer = stage.writer(Target.MARKETS, stage.slot(stage.process()), stage.sink(), 1);

    stage.drain(writer, Target.MARKETS);

    assertThat(
            stage.ask(
                "SELECT market_id, question, volume, outcomes, neg_risk, created_at, closed_time"
                    + " FROM {db}.markets_current ORDER BY market_id"))
        .isEqualTo(
            "1\tnewer\t1234.567890123456\t['Yes','No']\t\\N\t2024-01-01 00:00:00.123456\t\\N\n"
                + "2\tother\t1234.567890123456\t['Yes','No']\t\\N\t2024-01-01 00:00:00.123456"
                + "\t\\N");
  }

  @Test
  void flushesByNumberAndThenByAge() throws Exception {
    stage.fills(0, 130);
    var clock = new SettableClock(Instant.parse("2024-06-01T00:00:00Z"));
    var writer =
        new BatchWriter(
            stage.redis,
            Target.ORDER_FILLED,
            stage.slot(stage.process()),
            stage.sink(),
            new FlushPolicy(100, 1 << 25, Duration.ofSeconds(30)),
            true,
            clock,
            (t, s, b, d) -> {});

    Stage.runUntil(writer, () -> stage.rowsAndKeys("order_filled").equals("100\t100"));
    while (stage.pending(Streams.ORDER_EVENTS) < 30) {
      assertThat(writer.runOnce()).isZero();
    }
    clock.advance(Duration.ofSeconds(29));
    assertThat(writer.runOnce()).isZero();
    clock.advance(Duration.ofSeconds(1));
    Stage.runUntil(writer, () -> stage.rowsAndKeys("order_filled").equals("130\t130"));
  }

  @Test
  void finishDeliversWhatWasGathered() throws Exception {
    stage.fills(0, 7);
    var writer =
        stage.writer(
            Target.ORDER_FILLED,
            stage.slot(stage.process()),
            stage.sink(),
            new FlushPolicy(1_000, 1 << 25, Duration.ofHours(1)));
    while (stage.pending(Streams.ORDER_EVENTS) < 7) {
      writer.runOnce();
    }

    writer.finish();

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("7\t7");
    assertThat(stage.pending(Streams.ORDER_EVENTS)).isZero();
  }

  @Test
  void setsAsideWhatCannotBeDecodedAndWritesTheRest() throws Exception {
    stage.fills(0, 3);
    stage.add(Streams.ORDER_EVENTS, List.of(Stage.bytes("{\"event_id\":\"x\"}")));
    stage.fills(3, 6);
    var writer = stage.writer(Target.ORDER_FILLED, stage.slot(stage.process()), stage.sink(), 100);

    stage.drain(writer, Target.ORDER_FILLED);

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("6\t6");
    var letters =
        stage.redis.run("test", client -> client.xrange(Streams.DEAD_LETTERS.key(), "-", "+"));
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().getFields())
        .containsEntry("stage", "clickhouse-writer")
        .containsEntry("raw", "{\"event_id\":\"x\"}");
  }

  @Test
  void anEventThatComesTwiceInOneBatchOrLaterIsWrittenOnce() throws Exception {
    stage.fills(0, 50);
    stage.fills(20, 70);
    var slot = stage.slot(stage.process());
    var writer = stage.writer(Target.ORDER_FILLED, slot, stage.sink(), 1_000);
    stage.drain(writer, Target.ORDER_FILLED);
    stage.fills(0, 80);

    stage.drain(writer, Target.ORDER_FILLED);

    assertThat(stage.rowsAndKeys("order_filled")).isEqualTo("80\t80");
  }

  @Test
  void writesOnlyWhatIsNewWhenTheWholeStreamIsPublishedAgainAfterALoss() throws Exception {
    stage.trades(0, 300);
    var slot = stage.slot(stage.process());
    var writer = stage.writer(Target.TRADES, slot, stage.sink(), 100);
    Stage.runUntil(writer, () -> stage.rowsAndKeys("trades").equals("300\t300"));
    String candles = candles("ohlcv_1d");

    stage.redis.run("test", client -> client.flushAll());
    slot.renew();
    stage.trades(0, 320);
    Stage.runUntil(writer, () -> stage.rowsAndKeys("trades").equals("320\t320"));

    assertThat(candles("ohlcv_1d")).isNotEqualTo(candles);
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.ohlcv_1d")).isEqualTo("160");
  }

  @Test
  void makesTheGroupAgainWhenItIsGone() throws Exception {
    var writer = stage.writer(Target.ORDER_FILLED, stage.slot(stage.process()), stage.sink(), 10);
    stage.fills(0, 10);
    stage.drain(writer, Target.ORDER_FILLED);
    stage.redis.run(
        "test",
        client -> client.xgroupDestroy(Streams.ORDER_EVENTS.key(), Streams.CLICKHOUSE_WRITER));
    stage.fills(10, 20);

    Stage.runUntil(writer, () -> stage.rowsAndKeys("order_filled").equals("20\t20"));
  }

  @Test
  void candlesEqualTheirComputationFromTheTrades() throws Exception {
    // Late blocks first: the order of arrival must not matter.
    stage.trades(9_000, 12_000);
    stage.trades(0, 9_000);
    var writer = stage.writer(Target.TRADES, stage.slot(stage.process()), stage.sink(), 1_000);
    stage.drain(writer, Target.TRADES);

    for (var each :
        List.of(
            List.of("ohlcv_1m", "toStartOfMinute"),
            List.of("ohlcv_1h", "toStartOfHour"),
            List.of("ohlcv_1d", "toStartOfDay"))) {
      assertThat(candles(each.getFirst())).isEqualTo(recomputed(each.getLast()));
    }
    assertThat(stage.ask("SELECT count() FROM {db}.matches")).isEqualTo("6000");
    assertThat(stage.ask("SELECT sum(matches) FROM {db}.volume_daily")).isEqualTo("6000");
    assertThat(stage.ask("SELECT count() FROM {db}.direct_fills")).isEqualTo("0");
  }

  @Test
  void refusesAnAmountThatTheColumnCannotHold() throws Exception {
    String fill =
        new String(
            OrderFilledCodec.encode(Samples.fill(1)), java.nio.charset.StandardCharsets.UTF_8);
    stage.add(
        Streams.ORDER_EVENTS,
        List.of(
            Stage.bytes(fill.replace("\"log_index\":1", "\"log_index\":4294967296")),
            Stage.bytes(fill.replace("\"exchange_version\":1", "\"exchange_version\":256")),
            Stage.bytes(fill.replace("\"log_index\":1", "\"log_index\":4294967295"))));
    var writer = stage.writer(Target.ORDER_FILLED, stage.slot(stage.process()), stage.sink(), 10);

    stage.drain(writer, Target.ORDER_FILLED);

    assertThat(stage.ask("SELECT log_index FROM {db}.order_filled")).isEqualTo("4294967295");
    assertThat(deadLetters()).isEqualTo(2);
  }

  @Test
  void saysWhatIsWrongWhenTheTableIsMissing() throws Exception {
    stage.fills(0, 1);
    stage.ask("DROP TABLE {db}.order_filled SYNC");
    var writer = stage.writer(Target.ORDER_FILLED, stage.slot(stage.process()), stage.sink(), 1);

    assertThat(writer.runOnce()).isZero();
    assertThatThrownBy(writer::runOnce)
        .isInstanceOf(TransientException.class)
        .hasMessageContaining("60")
        .hasMessageContaining("run setup-schema");
    assertThat(stage.pending(Streams.ORDER_EVENTS)).isEqualTo(1);
  }

  @Test
  void trimmingNeverRemovesWhatIsNotInTheTable() throws Exception {
    stage.trades(0, 1_000);
    var writer = stage.writer(Target.TRADES, stage.slot(stage.process()), stage.sink(), 100);
    writer.runOnce();
    new io.polytape.common.stream.Trimmer(stage.redis).trim(Streams.TRADES);
    stage.drain(writer, Target.TRADES);

    assertThat(stage.rowsAndKeys("trades")).isEqualTo("1000\t1000");
    ConsumerGroup.createAll(stage.redis);
  }

  private long deadLetters() throws TransientException {
    return stage.redis.run("test", client -> client.xlen(Streams.DEAD_LETTERS.key()));
  }

  private String candles(String view) {
    return stage.ask("SELECT * FROM {db}." + view + " ORDER BY token_id, start");
  }

  private String recomputed(String bucket) {
    return stage.ask(
        "SELECT token_id, "
            + bucket
            + "(timestamp) AS start, argMin(price, (timestamp, event_id)), max(price), min(price),"
            + " argMax(price, (timestamp, event_id)), sum(usd_amount), sum(token_amount), count()"
            + " FROM {db}.trades WHERE is_taker_leg GROUP BY token_id, start"
            + " ORDER BY token_id, start");
  }
}
