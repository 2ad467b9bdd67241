package io.polytape.simulator.fault;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Something that goes wrong at a source. */
public enum Fault {
  /** 429 with Retry-After, its body text or JSON. */
  RATE_LIMIT,
  /** 500 with JSON, or 502 with the gateway's HTML. */
  SERVER_ERROR,
  /** No answer until the client gives up. */
  TIMEOUT,
  /** The connection is reset in the middle of the body. */
  RESET,
  /** A complete response whose JSON stops half way. */
  TRUNCATED_JSON,
  /** 200 with {@code errors} and a part of the data. Subgraph only. */
  GRAPHQL_ERRORS,
  /** The rows just before the ones asked for. */
  DUPLICATE_PAGE,
  /** No rows although there are some. */
  EMPTY_PAGE,
  /** The whole answer, data and {@code _meta}, as of an older block. Subgraph only. */
  STALE_META,
  /** Fields that nobody has seen before. */
  UNKNOWN_FIELD,
  /** A required field is left out of one row. */
  MISSING_FIELD,
  /**
   * Not a fault of a request: this share of the new markets is listed only some time after it
   * trades.
   */
  LATE_MARKET;

  /** The name in settings and on the control interface. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Fault> byLabel(String label) {
    return Arrays.stream(values()).filter(fault -> fault.label().equals(label)).findFirst();
  }
}
