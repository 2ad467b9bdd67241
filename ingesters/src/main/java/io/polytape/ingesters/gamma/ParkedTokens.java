package io.polytape.ingesters.gamma;

import io.polytape.common.market.TokenId;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tokens that parked fills wait for, and when to ask for each again: after a second, then twice
 * as long each time, up to five minutes.
 */
final class ParkedTokens {
  /** More ids make the address too long for the venue. */
  private static final int AT_ONCE = 40;

  /** Oldest first; those behind them get their turn when the first ones wait. */
  private static final int LOOKED_AT = 5_000;

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private record Wait(Instant until, Duration next) {}

  private final Redis redis;
  private Map<String, Wait> waits = new HashMap<>();

  ParkedTokens(Redis redis) {
    this.redis = redis;
  }

  /** Tokens to ask for now, at most as many as one request takes. */
  List<String> due(Instant now) throws TransientException {
    List<String> parked =
        redis.run("parked", client -> client.zrange(Keys.PARKED_TOKENS, 0, LOOKED_AT - 1L));
    var still = new HashMap<String, Wait>();
    for (String token : parked) {
      Wait wait = waits.get(token);
      if (wait != null) {
        still.put(token, wait);
      }
    }
    waits = still;
    return parked.stream()
        .filter(TokenId::isValid)
        .filter(token -> !isWaiting(token, now))
        .limit(AT_ONCE)
        .toList();
  }

  private boolean isWaiting(String token, Instant now) {
    Wait wait = waits.get(token);
    return wait != null && now.isBefore(wait.until());
  }

  /** They were asked for; found or not, they wait longer before the next time. */
  void asked(List<String> tokens, Instant now) {
    for (String token : tokens) {
      Wait wait = waits.get(token);
      Duration time = wait == null ? FIRST : wait.next();
      Duration twice = time.multipliedBy(2);
      waits.put(token, new Wait(now.plus(time), twice.compareTo(LONGEST) > 0 ? LONGEST : twice));
    }
  }
}
