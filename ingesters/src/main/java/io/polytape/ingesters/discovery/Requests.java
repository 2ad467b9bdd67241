package io.polytape.ingesters.discovery;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Asks the market poller to look for markets, by the list {@code discovery:requests}. */
public final class Requests {
  private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,299}");

  /** The list is cut to its newest; whoever reads it may be away. */
  private static final int MOST = 1_000;

  private Requests() {}

  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  /** Asks for a look at everything. */
  public static void trigger(Redis redis) throws TransientException {
    push(redis, json -> json.writeStringField("kind", "trigger"));
  }

  /** Asks for one market, which is then followed whatever the limits. */
  public static void slug(Redis redis, String slug) throws TransientException {
    push(
        redis,
        json -> {
          json.writeStringField("kind", "slug");
          json.writeStringField("slug", slug);
        });
  }

  /** Asks for a market that the venue has just listed. */
  public static void listed(Redis redis, String slug) throws TransientException {
    push(
        redis,
        json -> {
          json.writeStringField("kind", "slug");
          json.writeStringField("slug", slug);
          json.writeStringField("origin", "new_market");
        });
  }

  private static void push(Redis redis, JsonCodec.Fields fields) throws TransientException {
    var json = new String(JsonCodec.encode(fields), StandardCharsets.UTF_8);
    redis.run(
        "discovery",
        client -> {
          client.rpush(Keys.DISCOVERY_REQUESTS, json);
          return client.ltrim(Keys.DISCOVERY_REQUESTS, -MOST, -1);
        });
  }
}
