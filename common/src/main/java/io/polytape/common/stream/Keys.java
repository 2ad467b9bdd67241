package io.polytape.common.stream;

import io.polytape.common.market.TokenId;

/** Every Redis key that is not a stream, once. */
public final class Keys {
  /** Set of token ids to follow live. */
  public static final String ACTIVE_CLOB_TOKENS = "active_clob_tokens";

  /** Sorted set of {@code worker:instance} by its last beat, ms: which heartbeats there are. */
  public static final String WORKERS = "polytape:workers";

  /**
   * Sorted set of token ids that parked fills wait for; score is the time of the first park, ms.
   */
  public static final String PARKED_TOKENS = "parked:tokens";

  /** Number of parked fills. */
  public static final String PARKED_COUNT = "parked:count";

  private Keys() {}

  /** Hash {@code cursor, epoch, updated_at, events, lag_seconds, ...} of a source. */
  public static String watermark(String source) {
    return "watermark:" + source;
  }

  /** Sorted set of the ids published lately by a source, by event time. */
  public static String recent(String source) {
    return "recent:" + source;
  }

  /** Sorted set of {@code entry-id cursor}, by the entry's milliseconds: what to rewind to. */
  public static String positions(String source) {
    return "positions:" + source;
  }

  /** Hash of group to the id up to which that group has finished the stream. */
  public static String finished(String stream) {
    return "finished:" + stream;
  }

  /** Hash of one market: {@code hash, condition_id, active, closed, ...}. */
  public static String market(String marketId) {
    return "market:" + marketId;
  }

  /**
   * Hash of one outcome token: {@code market_id, condition_id, outcome, outcome_index, neg_risk,
   * end_date}; all text, {@code neg_risk} one of {@code true}, {@code false} and empty for unknown.
   */
  public static String token(TokenId token) {
    return "token:" + token.value();
  }

  /** Hash of entry id to parked fill, for one token whose market is not known yet. */
  public static String parked(String tokenId) {
    return "parked:fills:" + tokenId;
  }

  /** The writer's batch manifest. */
  public static String batch(String consumer) {
    return "batch:" + consumer;
  }

  /** Who holds the lease of that name. */
  public static String lease(String name) {
    return "lease:" + name;
  }

  /** How often the lease of that name changed hands. */
  public static String epoch(String name) {
    return "epoch:" + name;
  }

  /** Heartbeat hash of one process. */
  public static String worker(String worker, String instance) {
    return "worker:" + worker + ":" + instance;
  }
}
