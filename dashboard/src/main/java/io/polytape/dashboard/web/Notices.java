package io.polytape.dashboard.web;

import io.polytape.dashboard.live.Subscriber;
import java.time.Instant;

/** What viewers of events are told besides events. */
final class Notices {
  private Notices() {}

  /** Events were lost on the way to a viewer; the count is null when nobody can say how many. */
  static String dropped(long count) {
    return "{\"type\":\"dropped\",\"count\":"
        + (count == Subscriber.UNKNOWN ? "null" : Long.toString(count))
        + "}";
  }

  /** Nothing happened, and the connection lives. */
  static String heartbeat() {
    return "{\"type\":\"heartbeat\",\"at\":\"" + Instant.now() + "\"}";
  }
}
