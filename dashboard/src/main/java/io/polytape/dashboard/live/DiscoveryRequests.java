package io.polytape.dashboard.live;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.JsonCodec;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.regex.Pattern;

/** Asks the ingester that knows the list of markets to look for tokens now. */
public final class DiscoveryRequests {
  private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9-]{0,199}");
  private static final long MOST_WAITING = 100;

  private final Redis redis;

  public DiscoveryRequests(Redis redis) {
    this.redis = redis;
  }

  /** Whether a text can be the slug of a market. */
  public static boolean isSlug(String text) {
    return SLUG.matcher(text).matches();
  }

  /** Asks for a look at the whole list; false when too many requests wait already. */
  public boolean trigger() throws TransientException {
    return push(JsonCodec.encode(json -> json.writeStringField("kind", "trigger")));
  }

  /** Asks for one market; likewise. */
  public boolean slug(String slug) throws TransientException {
    if (!isSlug(slug)) {
      throw new IllegalArgumentException("expected a slug of a-z, 0-9 and hyphens");
    }
    return push(
        JsonCodec.encode(
            json -> {
              json.writeStringField("kind", "slug");
              json.writeStringField("slug", slug);
            }));
  }

  private boolean push(byte[] request) throws TransientException {
    return redis.run(
        "discovery",
        client ->
            client.llen(Keys.DISCOVERY_REQUESTS) < MOST_WAITING
                && client.rpush(Script.bytes(Keys.DISCOVERY_REQUESTS), request) > 0);
  }
}
