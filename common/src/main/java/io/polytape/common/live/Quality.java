package io.polytape.common.live;

import java.util.Locale;

/** How far a book is to be trusted. */
public enum Quality {
  /** Agrees with what the venue last stated about it. */
  VERIFIED,
  /** Whole as far as we know, but not yet compared with a statement of the venue. */
  UNVERIFIED,
  /** Something is missing: what is shown may be wrong until it was fetched again. */
  GAP,
  /** Fetched again after a gap, and not yet compared with a later statement. */
  RESYNCED;

  /** The lower-case word that Redis and ClickHouse hold. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Quality of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
