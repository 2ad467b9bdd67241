package io.polytape.processors.book;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The mid at the end of each of the last sixty minutes, and how much it moved. */
final class MidSamples {
  private static final int MOST = 60;
  private static final int FEWEST = 10;
  private static final double MINUTES_OF_A_DAY = 1_440;

  private final Deque<String> mids = new ArrayDeque<>();
  private long minute;
  private @Nullable Double volatility;

  /** Reads what {@link #text} wrote. */
  void load(String text) {
    if (text.isEmpty()) {
      return;
    }
    String[] parts = text.split(" ", -1);
    minute = Long.parseLong(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      mids.add(parts[i]);
    }
    volatility = deviation();
  }

  String text() {
    return minute + (mids.isEmpty() ? "" : " " + String.join(" ", mids));
  }

  /**
   * Samples every minute that has passed with the mid that stood since.
   *
   * @param mid before what is about to change it; a minute without one is left out
   * @return whether anything is new
   */
  boolean passTo(long nowMillis, @Nullable BigDecimal mid) {
    long now = nowMillis / 60_000;
    if (now <= minute) {
      return false;
    }
    long passed = minute == 0 ? 0 : Math.min(MOST, now - minute);
    minute = now;
    for (long i = 0; i < passed && mid != null; i++) {
      mids.add(mid.toPlainString());
      if (mids.size() > MOST) {
        mids.removeFirst();
      }
    }
    volatility = deviation();
    return true;
  }

  /** Of the log returns, scaled to a day; null while there are too few samples. */
  @Nullable Double volatility() {
    return volatility;
  }

  private @Nullable Double deviation() {
    if (mids.size() < FEWEST) {
      return null;
    }
    var returns = new ArrayList<Double>();
    double before = 0;
    for (String mid : mids) {
      double now = Double.parseDouble(mid);
      if (before > 0) {
        returns.add(Math.log(now / before));
      }
      before = now;
    }
    double mean = returns.stream().mapToDouble(each -> each).average().orElse(0);
    double squares = returns.stream().mapToDouble(each -> (each - mean) * (each - mean)).sum();
    return Math.sqrt(squares / (returns.size() - 1) * MINUTES_OF_A_DAY);
  }
}
