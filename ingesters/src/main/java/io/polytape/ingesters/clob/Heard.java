package io.polytape.ingesters.clob;

import io.polytape.common.live.GapReason;
import java.time.Instant;

/** What goes to the one thread that makes events, in its order. */
sealed interface Heard {
  /**
   * A frame as it came.
   *
   * @param sequence its number on the connection, from 1
   */
  record Frame(Link link, long sequence, Instant at, String text) implements Heard {}

  /**
   * The connection is over, or is given up.
   *
   * @param at when it last brought data: the gap begins there
   */
  record Lost(Link link, Instant at, GapReason reason, String detail) implements Heard {}

  /** Something that another thread wants done between frames. */
  record Step(Runnable action) implements Heard {}
}
