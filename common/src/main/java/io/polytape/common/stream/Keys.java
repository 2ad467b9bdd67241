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

  /** Hash of shard to the JSON of its connection's state, for the page. */
  public static final String CLOB_CONNECTIONS = "clob:connections";

  /** Hash of event type to how many of it were heard since the counting began. */
  public static final String CLOB_EVENTS = "clob:events";

  /**
   * Hash of what became of live events that made no row of their own, such as {@code book same}, to
   * how many there were.
   */
  public static final String MARKET_EVENT_OUTCOMES = "market_events:outcomes";

  /** List of JSON requests to look for tokens; see {@code polytape discover}. */
  public static final String DISCOVERY_REQUESTS = "discovery:requests";

  /** Hash of the last discovery: {@code started_at, finished_at, found, followed, ...}. */
  public static final String DISCOVERY_STATUS = "discovery:status";

  /** Hash of market id to its tokens: markets that are followed whatever the limits. */
  public static final String DISCOVERY_PINNED = "discovery:pinned";

  /** Sorted set of the JSON of recent errors by their time, ms; the newest thousand. */
  public static final String RECENT_ERRORS = "errors:recent";

  /** Redis channel on which alerts are published as JSON. */
  public static final String ALERT_CHANNEL = "alerts:orderbook";

  /** Hash of stream to the last id that the alert engine read; {@code step} counts its commits. */
  public static final String ALERT_POSITIONS = "alerts:positions";

  /** Hash of {@code rule|token} to the JSON of an alert that stands or cools down. */
  public static final String ALERT_STANDINGS = "alerts:standings";

  /** Hash of token to when its open gap began, ms; as the alert engine knows them. */
  public static final String ALERT_GAPS = "alerts:gaps";

  /** Set of the ids of the webhooks that have a queue. */
  public static final String ALERT_WEBHOOKS = "alerts:webhooks";

  /** List of the JSON of what was delivered to webhooks or not, the newest thousand first. */
  public static final String ALERT_DELIVERIES = "alerts:deliveries";

  private Keys() {}

  /**
   * Hash of a token's top of book: {@code best_bid best_bid_size best_ask best_ask_size mid spread
   * last_trade_price event_time received_time quality}; times in milliseconds since 1970, numbers
   * as plain decimals, empty where a side is. The book processor keeps more fields there.
   */
  public static String quote(String tokenId) {
    return "quote:" + tokenId;
  }

  /** Sorted set of {@code price:size} by price: all bids of a token. */
  public static String bids(String tokenId) {
    return "book:" + tokenId + ":bids";
  }

  /** Sorted set of {@code price:size} by price: all asks of a token. */
  public static String asks(String tokenId) {
    return "book:" + tokenId + ":asks";
  }

  /** Hash of a token's volume-weighted prices: {@code 1m 1h 24h} and what they were made of. */
  public static String vwap(String tokenId) {
    return "vwap:" + tokenId;
  }

  /** Hash {@code trades stale backfilled diverged} of one minute since 1970; lives ten minutes. */
  public static String guards(long minute) {
    return "guards:" + minute;
  }

  /** How many batches of live events a partition was given; a step back tells of a lost second. */
  public static String published(int partition) {
    return "published:market_events:" + partition;
  }

  /**
   * Hash {@code batches, last_entry} of what the book processor committed of a partition; likewise.
   */
  public static String committed(int partition) {
    return "committed:market_events:" + partition;
  }

  /** List of what a webhook has yet to be told, oldest first. */
  public static String webhookQueue(String id) {
    return "alerts:webhook:" + id;
  }

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
