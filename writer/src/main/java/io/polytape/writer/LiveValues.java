package io.polytape.writer;

import io.polytape.common.live.Level;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the rows of the live tables have in common. */
final class LiveValues {
  static final int PRICE_SCALE = 18;
  static final int SIZE_SCALE = 6;

  private LiveValues() {}

  /**
   * Makes a row.
   *
   * @param key what the table knows the row by; for tables without a key, anything
   * @throws UndecodableException when a column cannot hold its value
   */
  static Row row(
      String table, String key, Instant eventTime, Instant receivedAt, Consumer<RowBinary> write)
      throws UndecodableException {
    try {
      var row = new RowBinary();
      write.accept(row);
      return new Row(key, eventTime.getEpochSecond(), receivedAt, row.take());
    } catch (IllegalArgumentException e) {
      throw new UndecodableException("not a row of " + table + ": " + e.getMessage(), e);
    }
  }

  static void price(RowBinary row, BigDecimal price) {
    row.decimal(price, PRICE_SCALE);
  }

  static void size(RowBinary row, BigDecimal size) {
    row.decimal(size, SIZE_SCALE);
  }

  static void level(RowBinary row, Level level) {
    row.decimal(level.price(), PRICE_SCALE).decimal(level.size(), SIZE_SCALE);
  }

  static void micros(RowBinary row, Instant time) {
    row.dateTime64(time, 6);
  }

  static void millis(RowBinary row, Instant time) {
    row.dateTime64(time, 3);
  }

  /** The venue's own time; null when it stated none, the nearest that fits when it is absurd. */
  static @Nullable Instant sourceTime(long millis) {
    return millis == 0 ? null : RowBinary.nearestTime(Instant.ofEpochMilli(millis));
  }
}
