package io.polytape.processors.alert;

import java.util.Locale;

/** What a rule looks at. */
enum AlertKind {
  /** Spread in collateral for one token, for at least the window. */
  WIDE_SPREAD("spread %s, limit %s"),
  /** Value of the trades within the window as a multiple of what is usual. */
  VOLUME_SPIKE("volume is %s times the usual, limit %s"),
  /** Value of one trade in collateral. */
  LARGE_TRADE("trade worth %s, limit %s"),
  /** How far mid is from its lowest or highest within the window. */
  PRICE_JUMP("mid moved by %s, limit %s"),
  /** Seconds without a word, or since the oldest open gap began. */
  STALE_FEED("no whole record for %s s, limit %s s"),
  /** Best bid above best ask by so much, for at least the window; 0 when they are equal. */
  CROSSED_BOOK("best bid is %s above best ask, limit %s");

  private final String message;

  AlertKind(String message) {
    this.message = message;
  }

  /** The lower-case word that rule files, streams and tables hold. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String message(String value, String threshold) {
    return message.formatted(value, threshold);
  }
}
