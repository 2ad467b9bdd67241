package io.polytape.dashboard.live;

import io.polytape.common.market.TokenId;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.status.Texts;
import io.polytape.dashboard.status.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Response;

/**
 * Reads the followed tokens and their quotes in a few pipelined steps. Quotes are read each time,
 * volumes and the list itself now and then, names once and again each minute.
 */
final class FollowedQuestions implements Watch.Questions<Followed> {
  static final int MOST_TOKENS = 20_000;

  private static final int CHUNK = 1_000;
  private static final Duration LIST_INTERVAL = Duration.ofSeconds(5);
  private static final Duration VOLUME_INTERVAL = Duration.ofSeconds(15);
  private static final Duration NAMES_INTERVAL = Duration.ofMinutes(1);
  private static final String[] QUOTE = FollowedComposer.FIELDS.toArray(String[]::new);
  private static final String[] TOKEN = {"market_id", "condition_id", "outcome", "outcome_index"};
  private static final String[] MARKET = {"question", "slug"};

  private final Redis redis;
  private final FollowedComposer composer = new FollowedComposer();
  private List<String> tokens = List.of();
  private long size = -1;
  private final Map<String, List<@Nullable String>> outcomes = new HashMap<>();
  private final Map<String, List<@Nullable String>> markets = new HashMap<>();
  private Map<String, List<@Nullable String>> volumes = Map.of();
  private Instant listedAt = Instant.EPOCH;
  private Instant namedAt = Instant.EPOCH;
  private Instant measuredAt = Instant.EPOCH;

  FollowedQuestions(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Followed ask(Instant now) throws TransientException {
    list(now);
    names(now);
    if (isDue(measuredAt, VOLUME_INTERVAL, now)) {
      volumes = read(tokens, Keys::vwap, "24h_volume");
      measuredAt = now;
    }
    Map<String, List<@Nullable String>> quotes = read(tokens, Keys::quote, QUOTE);
    return composer.compose(tokens, outcomes, markets, quotes, volumes, now);
  }

  private void list(Instant now) throws TransientException {
    long count = redis.run("followed", client -> client.scard(Keys.ACTIVE_CLOB_TOKENS));
    if (count == size && !isDue(listedAt, LIST_INTERVAL, now)) {
      return;
    }
    Set<String> members = redis.run("followed", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    tokens = members.stream().filter(TokenId::isValid).sorted().limit(MOST_TOKENS).toList();
    size = count;
    listedAt = now;
  }

  private void names(Instant now) throws TransientException {
    if (isDue(namedAt, NAMES_INTERVAL, now)) {
      outcomes.clear();
      markets.clear();
      namedAt = now;
    }
    var known = new TreeSet<>(tokens);
    outcomes.keySet().retainAll(known);
    outcomes.putAll(read(missing(tokens, outcomes), id -> "token:" + id, TOKEN));
    var ids = new TreeSet<String>();
    for (List<@Nullable String> fields : outcomes.values()) {
      String id = fields.get(0);
      if (id != null && !id.isEmpty()) {
        ids.add(id);
      }
    }
    markets.keySet().retainAll(ids);
    markets.putAll(read(missing(ids, markets), Keys::market, MARKET));
  }

  private static List<String> missing(Collection<String> wanted, Map<String, ?> known) {
    return wanted.stream().filter(each -> !known.containsKey(each)).toList();
  }

  private static boolean isDue(Instant last, Duration interval, Instant now) {
    return Duration.between(last, now).compareTo(interval) >= 0;
  }

  /** The same fields of many hashes, capped, by id. */
  private Map<String, List<@Nullable String>> read(
      List<String> ids, java.util.function.UnaryOperator<String> key, String... fields)
      throws TransientException {
    var found = LinkedHashMap.<String, List<@Nullable String>>newLinkedHashMap(ids.size());
    for (int from = 0; from < ids.size(); from += CHUNK) {
      List<String> chunk = ids.subList(from, Math.min(ids.size(), from + CHUNK));
      redis.run(
          "followed",
          client -> {
            var replies = new ArrayList<Response<List<String>>>(chunk.size());
            try (var pipeline = client.pipelined()) {
              chunk.forEach(id -> replies.add(pipeline.hmget(key.apply(id), fields)));
              pipeline.sync();
            }
            for (int i = 0; i < chunk.size(); i++) {
              found.put(chunk.get(i), capped(replies.get(i).get()));
            }
            return null;
          });
    }
    return found;
  }

  private static List<@Nullable String> capped(List<String> values) {
    var capped = new ArrayList<@Nullable String>(values.size());
    for (@Nullable String value : values) {
      capped.add(value == null ? null : Texts.cut(value, 300));
    }
    return capped;
  }
}
