package io.polytape.dashboard.web;

import java.time.Duration;

/** Lets a burst pass and then one call for each interval; for all callers together. */
final class RateLimit {
  private final int burst;
  private final long intervalNanos;
  private double left;
  private long at = System.nanoTime();

  RateLimit(int burst, Duration interval) {
    this.burst = burst;
    this.intervalNanos = interval.toNanos();
    this.left = burst;
  }

  synchronized boolean tryPass() {
    long now = System.nanoTime();
    left = Math.min(burst, left + (double) (now - at) / intervalNanos);
    at = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }
}
