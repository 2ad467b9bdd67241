package io.polytape.ingesters.gamma;

import io.polytape.common.market.Market;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Markets that are followed whatever the limits say, because a slug named them. Kept in Redis; let
 * go when several sweeps of the open markets have not shown them.
 */
final class Pinned {
  private static final int MISSES = 3;

  private record Pin(List<String> tokens, int misses) {}

  private final Redis redis;
  private final Map<String, Pin> pins = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private boolean isLoaded;

  Pinned(Redis redis) {
    this.redis = redis;
  }

  /** Reads what an earlier process pinned. */
  void load() throws TransientException {
    if (!isLoaded) {
      redis
          .run("discovery", client -> client.hgetAll(Keys.DISCOVERY_PINNED))
          .forEach((id, tokens) -> pins.put(id, new Pin(List.of(tokens.split(",")), 0)));
      isLoaded = true;
    }
  }

  void pin(Market market) throws TransientException {
    redis.run(
        "discovery",
        client ->
            client.hset(
                Keys.DISCOVERY_PINNED, market.marketId(), String.join(",", market.tokenIds())));
    pins.put(market.marketId(), new Pin(market.tokenIds(), 0));
  }

  /** A sweep shows the market open. */
  void saw(Market market) {
    if (pins.containsKey(market.marketId())) {
      seen.add(market.marketId());
    }
  }

  void restart() {
    seen.clear();
  }

  /** The sweep is whole. Returns the tokens that stay pinned. */
  Set<String> finish() throws TransientException {
    var gone = new ArrayList<String>();
    Set<String> tokens = new HashSet<>();
    pins.replaceAll((id, pin) -> new Pin(pin.tokens(), seen.contains(id) ? 0 : pin.misses() + 1));
    pins.forEach(
        (id, pin) -> {
          if (pin.misses() >= MISSES) {
            gone.add(id);
          } else {
            tokens.addAll(pin.tokens());
          }
        });
    if (!gone.isEmpty()) {
      redis.run(
          "discovery", client -> client.hdel(Keys.DISCOVERY_PINNED, gone.toArray(String[]::new)));
      gone.forEach(pins::remove);
    }
    seen.clear();
    return tokens;
  }
}
