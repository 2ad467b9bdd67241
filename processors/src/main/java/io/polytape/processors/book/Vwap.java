package io.polytape.processors.book;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Volume-weighted prices of a token over rolling windows, made of buckets: 12 of five seconds, 60
 * of a minute, 96 of a quarter of an hour. A window reaches back to the start of its oldest bucket,
 * so it is exact to one bucket. Each bucket is a field {@code 1m:{number}} of {@code vwap:{token}},
 * and so outlives the process.
 */
final class Vwap {
  private static final int DECIMALS = 8;
  private final List<Window> windows =
      List.of(
          new Window("1m", 5_000, 12),
          new Window("1h", 60_000, 60),
          new Window("24h", 900_000, 96));

  private record Bucket(BigDecimal notional, BigDecimal volume, long trades) {
    static final Bucket EMPTY = new Bucket(BigDecimal.ZERO, BigDecimal.ZERO, 0);

    Bucket plus(Bucket other) {
      return new Bucket(
          notional.add(other.notional), volume.add(other.volume), trades + other.trades);
    }

    Bucket minus(Bucket other) {
      return new Bucket(
          notional.subtract(other.notional), volume.subtract(other.volume), trades - other.trades);
    }

    String text() {
      return notional.toPlainString() + " " + volume.toPlainString() + " " + trades;
    }

    static Bucket parse(String text) {
      String[] parts = text.split(" ", -1);
      return new Bucket(
          new BigDecimal(parts[0]), new BigDecimal(parts[1]), Long.parseLong(parts[2]));
    }
  }

  private static final class Window {
    final String name;
    final long width;
    final int most;
    final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    final List<String> changed = new ArrayList<>();
    final List<String> expired = new ArrayList<>();
    Bucket sum = Bucket.EMPTY;

    Window(String name, long width, int most) {
      this.name = name;
      this.width = width;
      this.most = most;
    }

    String field(long number) {
      return name + ":" + number;
    }

    void add(long number, Bucket trade) {
      buckets.merge(number, trade, Bucket::plus);
      sum = sum.plus(trade);
      if (!changed.contains(field(number))) {
        changed.add(field(number));
      }
    }

    /** Whether a bucket left the window. */
    boolean passTo(long nowMillis) {
      long oldest = nowMillis / width - most + 1;
      boolean some = false;
      while (!buckets.isEmpty() && buckets.firstKey() < oldest) {
        var gone = buckets.pollFirstEntry();
        sum = sum.minus(gone.getValue());
        changed.remove(field(gone.getKey()));
        expired.add(field(gone.getKey()));
        some = true;
      }
      return some;
    }

    String price() {
      if (sum.volume().signum() == 0) {
        return "";
      }
      return sum.notional()
          .divide(sum.volume(), DECIMALS, RoundingMode.HALF_UP)
          .stripTrailingZeros()
          .toPlainString();
    }
  }

  /** Takes the fields of {@code vwap:{token}}. */
  void load(Map<String, String> fields) {
    fields.forEach(
        (field, value) -> {
          for (Window window : windows) {
            if (field.startsWith(window.name + ":")) {
              long number = Long.parseLong(field.substring(window.name.length() + 1));
              Bucket bucket = Bucket.parse(value);
              window.buckets.put(number, bucket);
              window.sum = window.sum.plus(bucket);
            }
          }
        });
  }

  /**
   * Counts a trade where it belongs in time; one that is older than a window is not in it.
   *
   * @param timeMillis of the trade; one after now counts as now
   */
  void add(long timeMillis, BigDecimal price, BigDecimal size, long nowMillis) {
    var trade = new Bucket(price.multiply(size), size, 1);
    for (Window window : windows) {
      long number = Math.min(timeMillis, nowMillis) / window.width;
      if (number > nowMillis / window.width - window.most) {
        window.add(number, trade);
      }
    }
    passTo(nowMillis);
  }

  /** Forgets what has left the windows; whether anything did. */
  boolean passTo(long nowMillis) {
    boolean some = false;
    for (Window window : windows) {
      some |= window.passTo(nowMillis);
    }
    return some;
  }

  /** What the hot cache needs to hold the same; counts it as written. */
  void writeTo(Commands commands, String key) {
    var set = new ArrayList<String>();
    var remove = new ArrayList<String>();
    for (Window window : windows) {
      for (String field : window.changed) {
        Bucket bucket =
            window.buckets.get(Long.parseLong(field.substring(window.name.length() + 1)));
        if (bucket != null) {
          set.addAll(List.of(field, bucket.text()));
        }
      }
      set.addAll(
          List.of(
              window.name,
              window.price(),
              window.name + "_volume",
              window.sum.volume().stripTrailingZeros().toPlainString(),
              window.name + "_trades",
              Long.toString(window.sum.trades())));
      remove.addAll(window.expired);
      window.changed.clear();
      window.expired.clear();
    }
    commands.addMany(List.of("HSET", key), set, 2);
    commands.addMany(List.of("HDEL", key), remove, 1);
  }
}
