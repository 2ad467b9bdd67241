package io.polytape.common.live;

import java.util.Locale;

/** Why a part of the live record is missing or in doubt. */
public enum GapReason {
  /** The connection ended. */
  DISCONNECT,
  /** The connection was open but brought nothing for too long. */
  SILENCE,
  /** A token stayed without its first book, or silent while others moved. */
  TOKEN_SILENT,
  /** No ingester was at work, or Redis lost its last second. */
  RESTART,
  /** Our own queue was full, and book updates were conflated. */
  OVERFLOW,
  /** A frame could not be read; it lies in the dead letters. */
  BAD_FRAME,
  /** A frame came whose time lies before one that was already applied. */
  OUT_OF_ORDER,
  /**
   * The book disagrees with the best prices, or with the hash of the whole book, that the venue
   * states.
   */
  MISMATCH,
  /** Best bid at or above best ask after a whole batch. */
  CROSSED,
  /** A level that no valid book holds: size not positive, price off the tick or out of range. */
  BAD_LEVEL,
  /** The tick size changed: the grid of prices is a new one. */
  TICK_SIZE,
  /** The venue's REST interface shows a newer or another book. */
  AUDIT,
  /** A whole book changed levels that no change told of, and no trade took. */
  UNEXPLAINED;

  /** The lower-case word that streams and tables hold. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static GapReason of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
