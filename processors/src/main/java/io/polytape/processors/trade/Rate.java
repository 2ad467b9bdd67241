package io.polytape.processors.trade;

/** Events per second, measured over spans of at least half a second. */
final class Rate {
  private static final long SPAN_MILLIS = 500;

  private long count;
  private long since;
  private long rate;

  void add(long events) {
    count += events;
  }

  /** The rate of the last full span. */
  long perSecond(long nowMillis) {
    long millis = nowMillis - since;
    if (since == 0 || millis >= SPAN_MILLIS) {
      rate = since == 0 ? 0 : count * 1_000 / millis;
      since = nowMillis;
      count = 0;
    }
    return rate;
  }
}
