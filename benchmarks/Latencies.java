import java.util.Arrays;

/** Latencies in whole milliseconds. Safe for use by several threads. */
final class Latencies {
  private long[] values = new long[1 << 16];
  private int size;

  synchronized void add(long millis) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = millis;
  }

  /** The value that this share of them does not exceed. */
  synchronized long at(double share) {
    if (size == 0) {
      return -1;
    }
    long[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.min(size - 1, (int) Math.ceil(share * size) - 1)];
  }

  synchronized int count() {
    return size;
  }
}
