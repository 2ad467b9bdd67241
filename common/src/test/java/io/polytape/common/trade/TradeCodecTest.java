package io.polytape.common.trade;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quicktheories.QuickTheory.qt;
import static org.quicktheories.generators.SourceDSL.booleans;
import static org.quicktheories.generators.SourceDSL.integers;
import static org.quicktheories.generators.SourceDSL.longs;
import static org.quicktheories.generators.SourceDSL.strings;

import io.polytape.common.stream.UndecodableException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quicktheories.core.Gen;

final class TradeCodecTest {
  private static final Gen<String> TEXT =
      strings().basicMultilingualPlaneAlphabet().ofLengthBetween(0, 40);
  private static final Gen<Long> UNITS = longs().between(0, Long.MAX_VALUE);

  private static final Gen<OrderFilled> FILLS =
      TEXT.zip(
          UNITS,
          UNITS,
          longs().between(0, 4_294_967_295L),
          booleans().all(),
          (text, one, other, time, flag) -> fill(text, one, other, time, flag));

  private static final Gen<Trade> TRADES =
      FILLS.zip(
          TEXT,
          integers().between(-1, 255),
          UNITS,
          booleans().all(),
          (fill, text, index, units, flag) -> trade(fill, text, index, units, flag));

  @Test
  void aFillComesBackAsItWent() {
    qt().forAll(FILLS)
        .checkAssert(
            fill -> {
              try {
                assertThat(OrderFilledCodec.decode(OrderFilledCodec.encode(fill))).isEqualTo(fill);
              } catch (UndecodableException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void aTradeComesBackAsItWent() {
    qt().forAll(TRADES)
        .checkAssert(
            trade -> {
              try {
                assertThat(TradeCodec.decode(TradeCodec.encode(trade))).isEqualTo(trade);
              } catch (UndecodableException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void theFormatIsTheOneThatIsWrittenDown() {
    assertThat(new String(OrderFilledCodec.encode(fill("a", 5, 7, 1_700_000_000, true)), UTF_8))
        .isEqualTo(
            "{\"event_id\":\"ea\",\"source\":\"goldsky\",\"exchange_version\":1,\"contract\":\"a\","
                + "\"block_number\":5,\"log_index\":7,\"transaction_hash\":\"a\","
                + "\"order_hash\":\"a\",\"timestamp\":1700000000,\"maker\":\"a\",\"taker\":\"a\","
                + "\"maker_asset_id\":\"0\",\"taker_asset_id\":\"a\",\"maker_amount_filled\":5,"
                + "\"taker_amount_filled\":7,\"fee\":5,\"is_taker_leg\":true,\"live\":true,"
                + "\"received_at\":1700000000123}");
  }

  @Test
  void halfACharacterInAForeignTextDoesNotStopAnything() throws Exception {
    var trade = trade(fill("x", 1, 2, 3, true), "Ja\ud83d", 0, 1, true);
    assertThat(TradeCodec.decode(TradeCodec.encode(trade))).isEqualTo(trade);
  }

  @Test
  void fieldsThatALaterProgramAddsAreNoFault() throws Exception {
    var fill = fill("a", 1, 2, 3, false);
    String json = new String(OrderFilledCodec.encode(fill), UTF_8);
    byte[] later = json.replace("\"live\"", "\"new\":null,\"newer\":1.5,\"live\"").getBytes(UTF_8);
    assertThat(OrderFilledCodec.decode(later)).isEqualTo(fill);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"maker_amount_filled\":5|\"maker_amount_filled\":9223372036854775808",
        "\"maker_amount_filled\":5|\"maker_amount_filled\":-5",
        "\"maker_amount_filled\":5|\"maker_amount_filled\":5.0",
        "\"maker_amount_filled\":5|\"maker_amount_filled\":[5]",
        "\"maker_amount_filled\":5|\"maker_amount_filled\":null",
        "\"fee\":5|\"fee\":5,\"fee\":6",
        "\"timestamp\":1700000000|\"timestamp\":4294967296",
        "\"timestamp\":1700000000|\"timestamp\":-1",
        "\"timestamp\":1700000000|\"timestamp\":\"soon\"",
        "\"event_id\":\"ea\"|\"event_id\":\"\"",
        "\"is_taker_leg\":true|\"is_taker_leg\":\"maybe\"",
        "\"live\":true|\"live\":1",
      })
  void aFieldThatIsNotWhatItShouldBeMakesItUndecodable(String right, String wrong) {
    String json = new String(OrderFilledCodec.encode(fill("a", 5, 7, 1_700_000_000, true)), UTF_8);
    assertThat(json).contains(right);
    assertThatThrownBy(() -> OrderFilledCodec.decode(json.replace(right, wrong).getBytes(UTF_8)))
        .isInstanceOf(UndecodableException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "[]", "null", "{", "{}", "{} {}", "{\"event_id\":\"a\"}", "\u0000"})
  void whatIsNoFillAtAllIsUndecodable(String text) {
    assertThatThrownBy(() -> OrderFilledCodec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> TradeCodec.decode(text.getBytes(UTF_8)))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void aTradeWithAFieldThatIsNotWhatItShouldBeIsUndecodable() {
    String json =
        new String(TradeCodec.encode(trade(fill("a", 5, 7, 8, true), "b", 1, 4, true)), UTF_8);
    for (String[] change :
        new String[][] {
          {"\"outcome_index\":1", "\"outcome_index\":\"one\""},
          {"\"maker_side\":\"BUY\"", "\"maker_side\":\"HOLD\""},
          {"\"price\":\"", "\"price\":\"x"},
          {"\"usd_amount\":4", "\"usd_amount\":-4"},
          {"\"market_known\":true", "\"market_known\":\"perhaps\""},
          {"\"token_id\":", "\"another_id\":"},
        }) {
      assertThat(json).contains(change[0]);
      assertThatThrownBy(
              () -> TradeCodec.decode(json.replace(change[0], change[1]).getBytes(UTF_8)))
          .as(change[1])
          .isInstanceOf(UndecodableException.class);
    }
  }

  private static OrderFilled fill(String text, long one, long other, long time, boolean flag) {
    return new OrderFilled(
        "e" + text,
        "goldsky",
        1,
        text,
        nullable(one, flag),
        nullable(other, flag),
        text,
        text,
        time,
        text,
        text,
        flag ? "0" : text,
        flag ? text : "0",
        new Amount(one),
        new Amount(other),
        new Amount(one),
        flag,
        flag,
        Instant.ofEpochMilli(time * 1_000 + 123));
  }

  private static @Nullable Long nullable(long value, boolean present) {
    return present ? value : null;
  }

  private static Trade trade(OrderFilled fill, String text, int index, long units, boolean flag) {
    return new Trade(
        fill,
        text,
        text,
        text,
        text,
        index,
        index < 0 ? null : Boolean.valueOf(flag),
        flag ? Side.BUY : Side.SELL,
        Price.of(fill.makerAmountFilled(), fill.takerAmountFilled()),
        new Amount(units),
        new Amount(units),
        !flag,
        flag);
  }
}
