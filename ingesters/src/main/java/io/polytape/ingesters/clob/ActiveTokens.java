package io.polytape.ingesters.clob;

import io.polytape.common.market.TokenId;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.ingesters.discovery.Requests;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Response;

/** The shared list of what to follow, in Redis. */
final class ActiveTokens {
  private final Redis redis;

  ActiveTokens(Redis redis) {
    this.redis = redis;
  }

  /**
   * What Redis knows of a token.
   *
   * @param ended why it is over; empty while it is not
   */
  record Known(String conditionId, String ended) {}

  Set<String> read() throws TransientException {
    return redis.run("tokens", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
  }

  Map<String, Known> known(Collection<String> tokens) throws TransientException {
    var valid = tokens.stream().filter(TokenId::isValid).toList();
    return redis.run(
        "tokens",
        client -> {
          try (var pipeline = client.pipelined()) {
            var replies = new ArrayList<Response<List<String>>>(valid.size());
            for (String token : valid) {
              replies.add(pipeline.hmget(Keys.token(new TokenId(token)), "condition_id", "ended"));
            }
            pipeline.sync();
            Map<String, Known> known = HashMap.newHashMap(valid.size());
            for (int i = 0; i < valid.size(); i++) {
              List<String> fields = replies.get(i).get();
              known.put(valid.get(i), new Known(text(fields, 0), text(fields, 1)));
            }
            return known;
          }
        });
  }

  private static String text(List<String> fields, int index) {
    String value = fields.get(index);
    return value == null ? "" : value;
  }

  /** Marks a token as over and takes it from the list. */
  void end(String token, String reason) throws TransientException {
    redis.run(
        "tokens",
        client -> {
          client.hset(Keys.token(new TokenId(token)), "ended", reason);
          return client.srem(Keys.ACTIVE_CLOB_TOKENS, token);
        });
  }

  /** Asks the market poller to look at Gamma for a market that was just listed. */
  void lookUp(String slug) throws TransientException {
    Requests.listed(redis, slug);
  }
}
