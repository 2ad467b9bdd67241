package io.polytape.processors.book;

import io.polytape.common.live.BookSide;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.redis.Redis;
import io.polytape.common.trade.Side;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Response;
import redis.clients.jedis.resps.Tuple;

/**
 * The trades of a market that the socket brought within the last minute, in the sorted set {@code
 * trades:market:{condition}}: a trade of one outcome takes from both outcomes' books, which may be
 * in different partitions. Bounded by time and number.
 */
final class MarketTrades {
  private static final long KEPT_MILLIS = 60_000;
  private static final int MOST = 1_000;

  private final Redis redis;

  MarketTrades(Redis redis) {
    this.redis = redis;
  }

  /**
   * A trade that was heard.
   *
   * @param side of the taker; null when not said
   * @param time the venue's, milliseconds since 1970
   * @param at when it came, likewise
   */
  record Heard(
      String id,
      String tokenId,
      @Nullable Side side,
      BigDecimal price,
      BigDecimal size,
      long time,
      long at) {

    /** Whether it takes from that side of a token's book; both when its own side is not known. */
    boolean takesFrom(String token, BookSide from) {
      return side == null
          || (side == Side.BUY) == (tokenId.equals(token) == (from == BookSide.ASK));
    }

    /** Its price as a token of the market sees it. */
    BigDecimal price(String token) {
      return tokenId.equals(token) ? price : BigDecimal.ONE.subtract(price);
    }
  }

  private static String key(String conditionId) {
    return "trades:market:" + conditionId;
  }

  /** Remembers a trade with the step's commit. */
  static void add(TokenState token, Trade event, String id, BigDecimal size, Step step) {
    String key = key(token.conditionId);
    Side side = event.side();
    String member =
        String.join(
            "|",
            id,
            event.header().tokenId(),
            side == null ? "" : side.name(),
            event.price().toPlainString(),
            size.toPlainString(),
            Long.toString(event.header().sourceTime()));
    long at = event.header().receivedAt().toEpochMilli();
    // Whoever reads late judges late as well.
    long oldest = Math.min(step.nowMillis, at) - KEPT_MILLIS;
    step.also("ZADD", key, Long.toString(at), member);
    step.also("ZREMRANGEBYSCORE", key, "-inf", "(" + oldest);
    step.also("ZREMRANGEBYRANK", key, "0", Integer.toString(-MOST - 1));
    step.also("PEXPIRE", key, Long.toString(KEPT_MILLIS));
  }

  /** Reads those of some markets, oldest first, in one round trip. */
  Map<String, List<Heard>> load(Collection<String> conditionIds) throws TransientException {
    return redis.run(
        "load-trades",
        client -> {
          var replies = new HashMap<String, Response<List<Tuple>>>();
          try (var pipeline = client.pipelined()) {
            for (String id : conditionIds) {
              replies.put(id, pipeline.zrangeWithScores(key(id), 0, -1));
            }
            pipeline.sync();
          }
          var trades = new HashMap<String, List<Heard>>();
          replies.forEach(
              (id, reply) ->
                  trades.put(id, reply.get().stream().map(MarketTrades::heard).toList()));
          return trades;
        });
  }

  private static Heard heard(Tuple tuple) {
    String[] parts = tuple.getElement().split("\\|", -1);
    return new Heard(
        parts[0],
        parts[1],
        parts[2].isEmpty() ? null : Side.valueOf(parts[2]),
        new BigDecimal(parts[3]),
        new BigDecimal(parts[4]),
        Long.parseLong(parts[5]),
        (long) tuple.getScore());
  }
}
