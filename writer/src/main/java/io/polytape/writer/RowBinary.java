package io.polytape.writer;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the values of one row in ClickHouse's RowBinary format. A value that its column cannot
 * hold is refused with {@link IllegalArgumentException}, for ClickHouse itself would wrap it in
 * silence.
 */
final class RowBinary {
  private static final BigInteger DECIMAL_LIMIT = BigInteger.TEN.pow(38);
  private static final Instant FIRST_TIME = Instant.parse("1900-01-01T00:00:00Z");
  private static final Instant LAST_TIME = Instant.parse("2299-12-31T23:59:59.999999999Z");
  private static final long UINT32_MAX = 0xFFFF_FFFFL;

  private byte[] buffer = new byte[512];
  private int size;

  /** The bytes so far; the writer is empty afterwards. */
  byte[] take() {
    byte[] bytes = Arrays.copyOf(buffer, size);
    size = 0;
    return bytes;
  }

  RowBinary string(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    length(bytes.length);
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  RowBinary bool(boolean value) {
    return raw(value ? 1 : 0, 1);
  }

  RowBinary uint8(int value) {
    check(value >= 0 && value <= 255, "UInt8", value);
    return raw(value, 1);
  }

  RowBinary int16(int value) {
    check(value >= Short.MIN_VALUE && value <= Short.MAX_VALUE, "Int16", value);
    return raw(value, 2);
  }

  RowBinary uint32(long value) {
    check(value >= 0 && value <= UINT32_MAX, "UInt32", value);
    return raw(value, 4);
  }

  /** The lower half of UInt64; what is above does not fit a {@code long} and never gets here. */
  RowBinary uint64(long value) {
    check(value >= 0, "UInt64", value);
    return raw(value, 8);
  }

  RowBinary int64(long value) {
    return raw(value, 8);
  }

  /** An {@code Enum8} by its number. */
  RowBinary enum8(int number) {
    check(number >= Byte.MIN_VALUE && number <= Byte.MAX_VALUE, "Enum8", number);
    return raw(number, 1);
  }

  RowBinary float64(double value) {
    return raw(Double.doubleToRawLongBits(value), 8);
  }

  /** Decimal(38, s) from its value times 10^s. */
  RowBinary decimal(long unscaled) {
    raw(unscaled, 8);
    return raw(unscaled < 0 ? -1 : 0, 8);
  }

  /** Decimal(38, scale); places beyond the scale are rounded half-even. */
  RowBinary decimal(BigDecimal value, int scale) {
    // Seen before rounding, so that 1e999999 costs nothing.
    check((long) value.precision() - value.scale() <= 38 - scale, "Decimal(38, s)", value);
    BigInteger unscaled =
        value.signum() == 0 || (long) value.precision() - value.scale() < -scale
            ? BigInteger.ZERO
            : value.setScale(scale, RoundingMode.HALF_EVEN).unscaledValue();
    check(unscaled.abs().compareTo(DECIMAL_LIMIT) < 0, "Decimal(38, s)", value);
    raw(unscaled.longValue(), 8);
    return raw(unscaled.shiftRight(64).longValue(), 8);
  }

  /** DateTime from seconds since 1970. */
  RowBinary dateTime(long seconds) {
    check(seconds >= 0 && seconds <= UINT32_MAX, "DateTime", seconds);
    return raw(seconds, 4);
  }

  /** DateTime64 of 3 or 6 places; what is finer is cut off. */
  RowBinary dateTime64(Instant time, int places) {
    check(!time.isBefore(FIRST_TIME) && !time.isAfter(LAST_TIME), "DateTime64", time);
    long perSecond = places == 3 ? 1_000 : 1_000_000;
    return raw(time.getEpochSecond() * perSecond + time.getNano() / (1_000_000_000 / perSecond), 8);
  }

  /** The nearest time that DateTime64 can hold: beyond it the venue's dates are sentinels. */
  static Instant nearestTime(Instant time) {
    return time.isBefore(FIRST_TIME) ? FIRST_TIME : time.isAfter(LAST_TIME) ? LAST_TIME : time;
  }

  <T> RowBinary nullable(@Nullable T value, BiConsumer<RowBinary, T> write) {
    bool(value == null);
    if (value != null) {
      write.accept(this, value);
    }
    return this;
  }

  <T> RowBinary array(List<T> values, BiConsumer<RowBinary, T> write) {
    length(values.size());
    values.forEach(value -> write.accept(this, value));
    return this;
  }

  private void length(int length) {
    int rest = length;
    while (rest > 127) {
      raw((rest & 127) | 128, 1);
      rest >>>= 7;
    }
    raw(rest, 1);
  }

  private RowBinary raw(long value, int bytes) {
    reserve(bytes);
    long rest = value;
    for (int i = 0; i < bytes; i++) {
      buffer[size++] = (byte) rest;
      rest >>= 8;
    }
    return this;
  }

  private void reserve(int bytes) {
    if (buffer.length - size < bytes) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + bytes));
    }
  }

  private static void check(boolean fits, String type, Object value) {
    if (!fits) {
      throw new IllegalArgumentException(type + " cannot hold " + value);
    }
  }
}
