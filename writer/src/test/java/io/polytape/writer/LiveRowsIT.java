package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.common.live.Alert;
import io.polytape.common.live.BookSide;
import io.polytape.common.live.BookSnapshot;
import io.polytape.common.live.GapReason;
import io.polytape.common.live.Level;
import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.live.LiveTrade;
import io.polytape.common.live.Quality;
import io.polytape.common.live.Quote;
import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The live tables and their views, from the streams, in the real engine. */
final class LiveRowsIT {
  private static final BigDecimal MOST_PRICE =
      new BigDecimal("99999999999999999999.999999999999999999");
  private static final BigDecimal MOST_SIZE =
      new BigDecimal("99999999999999999999999999999999.999999");
  private static final BigDecimal LEAST_PRICE = new BigDecimal("0.000000000000000001");
  private static final BigDecimal LEAST_SIZE = new BigDecimal("0.000001");
  private static final Instant LAST = Instant.parse("2299-12-31T23:59:59.999999Z");
  private static final String T = LiveSamples.token(1);
  private static final Instant DAY = LiveSamples.START;

  private Stage stage;
  private ConsumerSlot slot;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    slot = stage.slot(stage.process());
  }

  @AfterEach
  void close() {
    stage.close();
  }

  @Test
  void aQuoteArrivesAsItWasAtItsBoundsAndEmpty() throws Exception {
    Instant time = DAY.plusNanos(123_456_000);
    write(
        Target.QUOTES,
        LiveRowCodec.encode(
            new Quote(
                T,
                "0xc0",
                time,
                DAY.toEpochMilli() + 7,
                LAST,
                new Level(LEAST_PRICE, LEAST_SIZE),
                new Level(MOST_PRICE, MOST_SIZE),
                MOST_PRICE,
                LEAST_PRICE,
                new BigDecimal("0.5"),
                MOST_SIZE,
                BigDecimal.ZERO,
                new BigDecimal("-1"),
                0.25,
                Quality.RESYNCED)),
        LiveRowCodec.encode(
            new Quote(
                T,
                "",
                DAY,
                0,
                DAY,
                null,
                null,
                null,
                null,
                null,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                null,
                null,
                Quality.GAP)));

    assertThat(
            stage.ask(
                "SELECT toUnixTimestamp64Micro(event_time) - "
                    + DAY.toEpochMilli() * 1_000
                    + ", toUnixTimestamp64Milli(source_time) - "
                    + DAY.toEpochMilli()
                    + ", * EXCEPT (event_time, source_time) FROM {db}.quotes ORDER BY event_time"
                    + " DESC"))
        .isEqualTo(
            String.join(
                    "\t",
                    "123456",
                    "7",
                    T,
                    "0xc0",
                    "2299-12-31 23:59:59.999999",
                    LEAST_PRICE.toPlainString(),
                    LEAST_SIZE.toPlainString(),
                    MOST_PRICE.toPlainString(),
                    MOST_SIZE.toPlainString(),
                    MOST_PRICE.toPlainString(),
                    LEAST_PRICE.toPlainString(),
                    "0.5",
                    MOST_SIZE.toPlainString(),
                    "0",
                    "-1",
                    "0.25",
                    "resynced")
                + "\n"
                + String.join("\t", "0", "\\N", T, "", text(DAY))
                + "\t\\N".repeat(7)
                + "\t0\t0\t\\N\t\\N\tgap");
  }

  @Test
  void aBookArrivesWithBothLaddersAtTheirBounds() throws Exception {
    var quote = LiveSamples.quote(T, DAY, "0.48", "0.5", "7");
    write(
        Target.ORDER_BOOKS,
        LiveRowCodec.encode(
            new BookSnapshot(
                quote,
                List.of(new Level(MOST_PRICE, MOST_SIZE), new Level(LEAST_PRICE, LEAST_SIZE)),
                List.of(),
                new BigDecimal("0.001"),
                Integer.MAX_VALUE,
                "hash")));

    assertThat(
            stage.ask(
                "SELECT bids.price, bids.size, asks, mid, spread, tick_size, epoch, hash"
                    + " FROM {db}.order_books"))
        .isEqualTo(
            String.join(
                "\t",
                "[" + MOST_PRICE.toPlainString() + "," + LEAST_PRICE.toPlainString() + "]",
                "[" + MOST_SIZE.toPlainString() + "," + LEAST_SIZE.toPlainString() + "]",
                "[]",
                "0.49",
                "0.02",
                "0.001",
                "2147483647",
                "hash"));
  }

  @Test
  void aLevelChangeArrivesAsItWas() throws Exception {
    write(
        Target.PRICE_CHANGES,
        LiveRowCodec.encode(
            new LevelChange(
                T,
                "0xc0",
                DAY,
                DAY.toEpochMilli(),
                DAY,
                BookSide.ASK,
                new Level(MOST_PRICE, MOST_SIZE),
                null,
                MOST_PRICE,
                "h",
                "c",
                true)),
        LiveRowCodec.encode(
            new LevelChange(
                T,
                "0xc0",
                DAY.plusSeconds(1),
                0,
                DAY,
                BookSide.BID,
                new Level(new BigDecimal("0.48"), BigDecimal.ZERO),
                LEAST_PRICE,
                null,
                "",
                "c",
                false)));

    assertThat(
            stage.ask(
                "SELECT isNull(source_time), side, price, size, best_bid, best_ask, hash,"
                    + " connection, is_applied FROM {db}.price_changes ORDER BY event_time"))
        .isEqualTo(
            "0\tASK\t%s\t%s\t\\N\t%s\th\tc\ttrue\n1\tBID\t0.48\t0\t%s\t\\N\t\tc\tfalse"
                .formatted(
                    MOST_PRICE.toPlainString(),
                    MOST_SIZE.toPlainString(),
                    MOST_PRICE.toPlainString(),
                    LEAST_PRICE.toPlainString()));
  }

  @Test
  void aLiveTradeArrivesAsItWasAndAbsurdAmountsDoNotStopItsView() throws Exception {
    write(
        Target.LIVE_TRADES,
        LiveRowCodec.encode(
            new LiveTrade(
                "a",
                T,
                "0xc0",
                "m",
                LAST,
                LAST,
                MOST_PRICE,
                MOST_SIZE,
                null,
                "10.5",
                "0xt",
                true,
                true,
                true,
                "c")),
        LiveRowCodec.encode(LiveSamples.trade("b", T, DAY, "0.25", null)));

    assertThat(stage.ask("SELECT * FROM {db}.live_trades ORDER BY trade_id"))
        .isEqualTo(
            String.join(
                    "\t",
                    "a",
                    T,
                    "0xc0",
                    "m",
                    "2299-12-31 23:59:59.999999",
                    "2299-12-31 23:59:59.999999",
                    MOST_PRICE.toPlainString(),
                    MOST_SIZE.toPlainString(),
                    "\\N",
                    "10.5",
                    "0xt",
                    "true",
                    "true",
                    "true",
                    "c")
                + "\n"
                + String.join(
                    "\t",
                    "b",
                    T,
                    "0xc0",
                    "market-1",
                    text(DAY),
                    text(DAY.plusMillis(4)),
                    "0.25",
                    "\\N",
                    "SELL",
                    "0",
                    "0xb",
                    "false",
                    "true",
                    "false",
                    "host-1/1"));
  }

  @Test
  void whatAColumnCannotHoldGoesToTheDeadLetters() throws Exception {
    write(
        Target.LIVE_TRADES,
        LiveRowCodec.encode(
            LiveSamples.trade("a", T, DAY, MOST_PRICE.add(LEAST_PRICE).toPlainString(), "1")),
        LiveRowCodec.encode(
            LiveSamples.trade("b", T, DAY, "0.5", MOST_SIZE.add(LEAST_SIZE).toPlainString())),
        LiveRowCodec.encode(LiveSamples.trade("c", T, LAST.plusNanos(1_000), "0.5", "1")),
        LiveRowCodec.encode(LiveSamples.trade("d", T, DAY, "0.5", "1")));

    assertThat(stage.ask("SELECT trade_id FROM {db}.live_trades")).isEqualTo("d");
    assertThat(stage.redis.<Long>run("test", client -> client.xlen(Streams.DEAD_LETTERS.key())))
        .isEqualTo(3);
    assertThatThrownBy(
            () ->
                BookRows.row(
                    new BookSnapshot(
                        LiveSamples.quote(T, DAY, null, null, "0"),
                        List.of(),
                        List.of(),
                        BigDecimal.ONE,
                        -1,
                        "")))
        .isInstanceOf(UndecodableException.class)
        .hasMessageContaining("UInt32");
  }

  @Test
  void anAlertArrivesAsItWas() throws Exception {
    write(
        Target.ALERTS,
        LiveRowCodec.encode(LiveSamples.alert("a", true, DAY)),
        LiveRowCodec.encode(
            new Alert(
                "a", "r", "k", "s", "", "", LAST, false, MOST_PRICE.negate(), LEAST_PRICE, "é")));

    assertThat(stage.ask("SELECT * FROM {db}.alerts ORDER BY is_raised DESC"))
        .isEqualTo(
            String.join(
                    "\t",
                    "a",
                    "wide spread",
                    "wide_spread",
                    "warning",
                    T,
                    "0xc0",
                    text(DAY),
                    "true",
                    "0.12",
                    "0.1",
                    "spread 0.12 is above 0.1")
                + "\n"
                + String.join(
                    "\t",
                    "a",
                    "r",
                    "k",
                    "s",
                    "",
                    "",
                    "2299-12-31 23:59:59.999999",
                    "false",
                    "-" + MOST_PRICE.toPlainString(),
                    LEAST_PRICE.toPlainString(),
                    "é"));
  }

  @Test
  void anEndedGapReplacesTheOpenOneInWhateverOrderTheyCome() throws Exception {
    Instant end = DAY.plusSeconds(5);
    for (var each :
        List.of(
            LiveSamples.gap("g1", GapReason.SILENCE, DAY, null, DAY.plusSeconds(1)),
            LiveSamples.gap("g1", GapReason.SILENCE, DAY, end, end),
            LiveSamples.gap("g2", GapReason.DISCONNECT, DAY, end, end),
            LiveSamples.gap("g2", GapReason.DISCONNECT, DAY, null, DAY.plusSeconds(1)),
            LiveSamples.gap("g3", GapReason.CROSSED, DAY, null, DAY.plusSeconds(1)))) {
      write(Target.GAPS, LiveRowCodec.encode(each));
    }

    assertThat(
            stage.ask(
                "SELECT gap_id, reason, ended_at, trades_too, detail FROM {db}.gaps_current"
                    + " ORDER BY gap_id"))
        .isEqualTo(
            "g1\tsilence\t%s\ttrue\tno frame for 30 s\n".formatted(text(end))
                + "g2\tdisconnect\t%s\ttrue\tno frame for 30 s\n".formatted(text(end))
                + "g3\tcrossed\t\\N\ttrue\tno frame for 30 s");
  }

  @Test
  void theHoursOfABookAreTheSameHoweverItsSnapshotsCome() throws Exception {
    var rows = new ArrayList<Row>();
    rows.add(snapshot(DAY.plusSeconds(10), "0.40", "0.44", "100"));
    rows.add(snapshot(DAY.plusSeconds(30), "0.46", "0.48", "300"));
    rows.add(snapshot(DAY.plusSeconds(40), "0.47", null, "500"));
    rows.add(snapshot(DAY.plusSeconds(20), "0.42", "0.52", "200"));
    rows.add(snapshot(DAY.plusSeconds(3_600), null, null, "0"));

    insertPiecemeal(Target.ORDER_BOOKS, rows);

    assertThat(stage.ask("SELECT count() FROM {db}.order_books")).isEqualTo("5");
    assertThat(stage.ask("SELECT * EXCEPT (token_id, start) FROM {db}.book_hourly ORDER BY start"))
        .isEqualTo(
            // the mids are 0.42, 0.47 and 0.47 in the order of their time
            "0.42\t0.47\t0.42\t0.47\t0.453333333333333333\t0.02\t0.1\t0.053333333333333333"
                + "\t100\t500\t275\t100\t500\t275\t3\t0\t4\n"
                + "\\N\t".repeat(8)
                + "0\t0\t0\t0\t0\t0\t0\t0\t1");
    // half of the snapshots a second time as other rows: means must not move, counts must
    insert(Target.ORDER_BOOKS, rows, "again");
    assertThat(stage.ask("SELECT mid, spread, bid_depth, snapshots FROM {db}.book_hourly LIMIT 1"))
        .isEqualTo("0.453333333333333333\t0.053333333333333333\t275\t8");
  }

  @Test
  void theVolumeWeightedPriceOfADayIsTheSameHoweverItsTradesCome() throws Exception {
    var rows = new ArrayList<Row>();
    rows.add(trade("a", DAY.plusSeconds(1), "0.40", "100"));
    rows.add(trade("b", DAY.plusSeconds(2), "0.50", "300.5"));
    rows.add(trade("c", DAY.plusSeconds(3), "0.90", null));
    rows.add(trade("d", DAY.plusSeconds(86_399), "0.60", "0.000001"));
    rows.add(trade("e", DAY.plusSeconds(86_400), "0.70", null));

    insertPiecemeal(Target.LIVE_TRADES, rows);

    assertThat(stage.ask("SELECT * EXCEPT (token_id, start) FROM {db}.vwap_daily ORDER BY start"))
        .isEqualTo(
            // 190.2500006 / 400.500001
            "0.475031211298299097881899\t190.2500006\t400.500001\t4\t1\t0\t1\t0\n"
                + "\\N\t0\t0\t1\t1\t0\t1\t0");
  }

  @Test
  void aTradeThatComesAgainIsKnownEvenWhenItsTimeIsStatedMoreCoarsely() throws Exception {
    write(
        Target.LIVE_TRADES,
        LiveRowCodec.encode(LiveSamples.trade("a", T, DAY.plusMillis(59_999), "0.5", "1")));
    write(
        Target.LIVE_TRADES,
        LiveRowCodec.encode(LiveSamples.trade("a", T, DAY.plusSeconds(63), "0.5", "1")),
        LiveRowCodec.encode(LiveSamples.trade("b", T, DAY.plusSeconds(63), "0.5", "1")),
        LiveRowCodec.encode(LiveSamples.trade("b", T, DAY.plusSeconds(63), "0.5", "1")));

    assertThat(stage.ask("SELECT trade_id, count() FROM {db}.live_trades GROUP BY 1 ORDER BY 1"))
        .isEqualTo("a\t1\nb\t1");
    assertThat(stage.ask("SELECT trades FROM {db}.vwap_daily")).isEqualTo("2");
  }

  @Test
  void theQuestionForKnownTradesFitsIntoAQueryHoweverFarTheyLieApart() throws Exception {
    var rows = new ArrayList<Row>();
    for (int n = 0; n < 6_000; n++) {
      rows.add(trade("trade-" + n, DAY.minusSeconds(n * 300L), "0.5", "1"));
    }
    insert(Target.LIVE_TRADES, rows.subList(0, 5_000), "first");

    Set<String> known = stage.sink().existing(Target.LIVE_TRADES, rows);

    assertThat(known).hasSize(5_000).contains("trade-0", "trade-4999");
    assertThat(known).doesNotContain("trade-5000");
  }

  @Test
  void theQuestionForKnownTradesReadsOnlyPartsOfTheirTime() {
    stage.ask(
        "INSERT INTO {db}.live_trades (trade_id, token_id, event_time) SELECT toString(number),"
            + " toString(number % 7), toDateTime64('2024-01-01 00:00:00', 6, 'UTC') + number"
            + " FROM numbers(1000000)");

    String plan =
        stage.ask(
            "EXPLAIN indexes = 1 SELECT trade_id FROM {db}.live_trades WHERE"
                + " toStartOfMinute(event_time) IN (1704067200, 1704067260) AND CRC32(trade_id) IN"
                + " (1, 2)");

    Matcher granules = Pattern.compile("Granules: (\\d+)/(\\d+)").matcher(plan);
    int all = 0;
    int read = Integer.MAX_VALUE;
    while (granules.find()) {
      read = Math.min(read, Integer.parseInt(granules.group(1)));
      all = Math.max(all, Integer.parseInt(granules.group(2)));
    }
    assertThat(read).as(plan).isLessThan(all / 10);
  }

  /** A tape of last year that is played today is kept as long as what is heard today. */
  @Test
  void whatIsKeptForATimeIsKeptFromItsHearingOn() throws Exception {
    var longAgo = Instant.parse("2026-01-01T00:00:00Z");
    write(
        Target.PRICE_CHANGES,
        LiveRowCodec.encode(
            new LevelChange(
                T,
                "0xc0",
                longAgo,
                longAgo.toEpochMilli(),
                LiveSamples.START,
                BookSide.ASK,
                new Level(LEAST_PRICE, MOST_SIZE),
                null,
                null,
                "h",
                "c",
                true)));
    stage.ask("OPTIMIZE TABLE {db}.price_changes FINAL");

    assertThat(stage.ask("SELECT count() FROM {db}.price_changes")).isEqualTo("1");
  }

  /** Through the stream and the whole writer, one batch. */
  private void write(Target target, byte[]... events) throws Exception {
    stage.add(target.stream(), List.of(events));
    stage.drain(stage.writer(target, slot, stage.sink(), events.length), target);
  }

  /** Each row as an insert of its own, each insert twice, the later ones first. */
  private void insertPiecemeal(Target target, List<Row> rows) throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int i = rows.size() - 1; i >= 0; i--) {
        insert(target, List.of(rows.get(i)), "row-" + i);
      }
    }
  }

  private void insert(Target target, List<Row> rows, String token) throws Exception {
    stage.sink().insert(target, rows, token);
  }

  private static Row snapshot(
      Instant time, @Nullable String bid, @Nullable String ask, String depth) throws Exception {
    return BookRows.row(LiveSamples.book(LiveSamples.quote(T, time, bid, ask, depth), 2));
  }

  private static Row trade(String id, Instant time, String price, @Nullable String size)
      throws Exception {
    return LiveTradeRows.row(LiveSamples.trade(id, T, time, price, size));
  }

  /** A time as ClickHouse prints it. */
  private static String text(Instant time) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS")
        .format(time.atOffset(ZoneOffset.UTC));
  }
}
