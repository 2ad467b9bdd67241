package io.polytape.processors.book;

import java.util.concurrent.TimeUnit;

/** Lets so many requests a second through, however many threads ask. */
final class Pace {
  private final long interval;
  private long nextFree = System.nanoTime();

  Pace(int perSecond) {
    this.interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
  }

  /** Waits for a turn. */
  void await() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(reserve());
  }

  private synchronized long reserve() {
    long now = System.nanoTime();
    long turn = Math.max(now, nextFree);
    nextFree = turn + interval;
    return turn - now;
  }
}
