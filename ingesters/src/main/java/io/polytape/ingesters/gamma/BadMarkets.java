package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import redis.clients.jedis.params.XAddParams;

/**
 * Rows that are no market. One that cannot be read goes to the dead letters at once, each state of
 * it once; one that lacks a field may be whole the next time and is given two more chances.
 */
final class BadMarkets {
  private static final int CHANCES = 3;
  private static final int REMEMBERED = 10_000;

  private final Redis redis;
  private final Map<String, Integer> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
          return size() > REMEMBERED;
        }
      };

  BadMarkets(Redis redis) {
    this.redis = redis;
  }

  /** Whether a row that lacks a field has lacked it so often that this is how it is. */
  boolean isLasting(JsonNode row, String missing) {
    String id = GammaText.text(row, "id");
    String key = missing + " " + (id.isEmpty() ? row.toString().hashCode() : id);
    return seen.merge(key, 1, Integer::sum) >= CHANCES;
  }

  /** Sets a row aside with its JSON as it came. */
  void setAside(JsonNode row, String reason, Instant now) throws TransientException {
    String raw = row.toString();
    String key = "dead " + raw.hashCode() + " " + raw.length();
    if (seen.putIfAbsent(key, 1) != null) {
      return;
    }
    var letter =
        new DeadLetter(
            PolymarketIngesterCommand.NAME,
            reason.length() > 300 ? reason.substring(0, 300) : reason,
            GammaClient.STAGE,
            GammaText.text(row, "id"),
            now.toEpochMilli(),
            "",
            raw.getBytes(StandardCharsets.UTF_8));
    try {
      redis.run(
          "dead-letter",
          client ->
              client.xadd(
                  Script.bytes(Streams.DEAD_LETTERS.key()),
                  letter.fields(),
                  XAddParams.xAddParams()));
    } catch (TransientException e) {
      seen.remove(key);
      throw e;
    }
  }
}
