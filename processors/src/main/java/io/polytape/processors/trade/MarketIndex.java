package io.polytape.processors.trade;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.polytape.common.market.MarketOutcome;
import io.polytape.common.market.TokenId;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Response;

/**
 * What each token stands for: the hashes that the market poller keeps in Redis, behind a bounded
 * cache. Only what was found is remembered, so a market is seen as soon as it is there.
 */
final class MarketIndex {
  private static final int CACHED = 200_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int PIPELINE = 1_000;

  private final Redis redis;
  private final Cache<String, MarketOutcome> cache =
      Caffeine.newBuilder().maximumSize(CACHED).expireAfterWrite(REMEMBERED).build();

  MarketIndex(Redis redis) {
    this.redis = redis;
  }

  /** Those of the tokens whose market is known; token ids must be valid. */
  Map<String, MarketOutcome> lookup(Collection<String> tokens) throws TransientException {
    var known = HashMap.<String, MarketOutcome>newHashMap(tokens.size());
    var missing = new ArrayList<String>();
    for (String token : tokens) {
      MarketOutcome market = cache.getIfPresent(token);
      if (market == null) {
        missing.add(token);
      } else {
        known.put(token, market);
      }
    }
    for (int from = 0; from < missing.size(); from += PIPELINE) {
      fetch(missing.subList(from, Math.min(from + PIPELINE, missing.size())), known);
    }
    return known;
  }

  private void fetch(List<String> tokens, Map<String, MarketOutcome> known)
      throws TransientException {
    var replies =
        LinkedHashMap.<String, Response<Map<String, String>>>newLinkedHashMap(tokens.size());
    redis.run(
        "market-lookup",
        client -> {
          try (var pipeline = client.pipelined()) {
            for (String token : tokens) {
              replies.put(token, pipeline.hgetAll(Keys.token(new TokenId(token))));
            }
            pipeline.sync();
          }
          return true;
        });
    replies.forEach(
        (token, reply) ->
            MarketOutcome.of(reply.get())
                .ifPresent(
                    market -> {
                      cache.put(token, market);
                      known.put(token, market);
                    }));
  }
}
