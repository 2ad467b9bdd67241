package io.polytape.simulator.clob.channel;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Something that goes wrong on the live side. */
public enum LiveFault {
  /** A connection brings nothing but the heartbeat's answer. */
  WS_SILENCE(Scope.LASTING),
  /** Some tokens of a connection bring nothing. */
  WS_TOKEN_SILENCE(Scope.LASTING),
  /** The server neither reads nor writes, and does not close. */
  WS_HALF_OPEN(Scope.LASTING),
  WS_DROP_FRAME(Scope.FRAME),
  WS_DUPLICATE_FRAME(Scope.FRAME),
  /** A frame comes behind the next one of its market. */
  WS_REORDER_FRAME(Scope.FRAME),
  /** A frame that is cut, garbled, or no JSON at all. */
  WS_CORRUPT_FRAME(Scope.FRAME),
  /** A frame is blown up to more than 16 MiB. */
  WS_GIANT_FRAME(Scope.FRAME),
  /**
   * A frame that is small when packed and enormous when unpacked; where the client negotiated no
   * packing, a giant frame.
   */
  WS_COMPRESSED_BOMB(Scope.FRAME),
  /** A trade without its size. */
  MISSING_TRADE_SIZE(Scope.FRAME),
  /** An event of a type that nobody has seen before comes before a frame. */
  UNKNOWN_EVENT_TYPE(Scope.FRAME),
  /** A frame with fields that nobody has seen before. */
  UNKNOWN_EVENT_FIELD(Scope.FRAME),
  /** The handshake is refused with 503. */
  WS_REFUSE(Scope.HANDSHAKE),
  /** A subscription is ignored, without a word. */
  WS_REFUSE_SUBSCRIPTION(Scope.SUBSCRIPTION),
  /** A subscription brings changes but no first books. */
  WS_NO_INITIAL_BOOK(Scope.SUBSCRIPTION),
  WS_DISCONNECT(Scope.INSTANT),
  /** All connections are closed, and each new one within a second, for a time. */
  WS_RECONNECT_STORM(Scope.VENUE),
  /** All connections are closed and handshakes refused for a time. */
  WS_SERVER_RESTART(Scope.VENUE),
  /** The grid of a market's prices changes, for everybody. */
  WS_TICK_SIZE_CHANGE(Scope.VENUE),
  /** The next trade is told minutes late, by socket and REST alike. */
  STALE_TRADE(Scope.VENUE),
  /** The next trade is far from the book, for everybody. */
  DIVERGED_TRADE(Scope.VENUE);

  /** What a probability is counted by, and what an order strikes. */
  enum Scope {
    /** Each frame of each connection that the fault can strike. */
    FRAME,
    /** Each second of each connection; lasts for a time. */
    LASTING,
    /** Each second of each connection; over at once. */
    INSTANT,
    HANDSHAKE,
    SUBSCRIPTION,
    /** Each second. */
    VENUE
  }

  private final Scope scope;

  LiveFault(Scope scope) {
    this.scope = scope;
  }

  Scope scope() {
    return scope;
  }

  /** The name in settings and on the control interface. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Finds one by its name; a leading {@code ws-} may be left out. */
  public static Optional<LiveFault> byLabel(String label) {
    return Arrays.stream(values())
        .filter(fault -> fault.label().equals(label) || fault.label().equals("ws-" + label))
        .findFirst();
  }
}
