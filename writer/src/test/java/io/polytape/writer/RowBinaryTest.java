package io.polytape.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class RowBinaryTest {
  @Test
  void writesNumbersLittleEndianAtTheirBounds() {
    assertThat(hex(row -> row.uint8(255))).isEqualTo("ff");
    assertThat(hex(row -> row.int16(-32_768))).isEqualTo("0080");
    assertThat(hex(row -> row.uint32(4_294_967_295L))).isEqualTo("ffffffff");
    assertThat(hex(row -> row.uint64(Long.MAX_VALUE))).isEqualTo("ffffffffffffff7f");
    assertThat(hex(row -> row.dateTime(4_294_967_295L))).isEqualTo("ffffffff");
  }

  @Test
  void refusesOneBeyondEachBound() {
    refuses(row -> row.uint8(256));
    refuses(row -> row.uint8(-1));
    refuses(row -> row.int16(32_768));
    refuses(row -> row.int16(-32_769));
    refuses(row -> row.uint32(4_294_967_296L));
    refuses(row -> row.uint32(-1));
    refuses(row -> row.uint64(-1));
    refuses(row -> row.enum8(128));
    refuses(row -> row.dateTime(-1));
    refuses(row -> row.dateTime(4_294_967_296L));
    refuses(row -> row.dateTime64(Instant.parse("1899-12-31T23:59:59.999999Z"), 6));
    refuses(row -> row.dateTime64(Instant.parse("2300-01-01T00:00:00Z"), 6));
    refuses(row -> row.decimal(BigDecimal.TEN.pow(20), 18));
    refuses(row -> row.decimal(new BigDecimal("99999999999999999999.9999999999999999995"), 18));
    refuses(row -> row.decimal(new BigDecimal("1e999999999"), 18));
  }

  @Test
  void writesDecimalsAsTheirUnscaledNumberIn128Bits() {
    assertThat(hex(row -> row.decimal(-1))).isEqualTo("ff".repeat(16));
    assertThat(hex(row -> row.decimal(new BigDecimal("-0.000000000000000001"), 18)))
        .isEqualTo("ff".repeat(16));
    assertThat(hex(row -> row.decimal(new BigDecimal("0.0000000000000000005"), 18)))
        .isEqualTo("00".repeat(16));
    assertThat(hex(row -> row.decimal(new BigDecimal("1e-999999999"), 18)))
        .isEqualTo("00".repeat(16));
    assertThat(
            hex(row -> row.decimal(new BigDecimal("99999999999999999999.999999999999999999"), 18)))
        .isEqualTo("ffffffff3f228a097ac4865aa84c3b4b");
  }

  @Test
  void writesTextByItsLengthInBytes() {
    assertThat(hex(row -> row.string("é"))).isEqualTo("02c3a9");
    assertThat(hex(row -> row.string("x".repeat(300)))).startsWith("ac0278").hasSize(604);
  }

  @Test
  void takesTheNearestTimeForTheVenuesSentinels() {
    assertThat(RowBinary.nearestTime(Instant.parse("9999-12-31T00:00:00Z")))
        .isEqualTo(Instant.parse("2299-12-31T23:59:59.999999999Z"));
    assertThat(RowBinary.nearestTime(Instant.parse("0001-01-01T00:00:00Z")))
        .isEqualTo(Instant.parse("1900-01-01T00:00:00Z"));
  }

  private static String hex(Consumer<RowBinary> write) {
    var row = new RowBinary();
    write.accept(row);
    return HexFormat.of().formatHex(row.take());
  }

  private static void refuses(Consumer<RowBinary> write) {
    assertThatThrownBy(() -> write.accept(new RowBinary()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot hold");
  }
}
