package io.polytape.common.stream;

import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.util.Map;

/**
 * How far a source is fully published, as it lies in {@code watermark:{source}}.
 *
 * @param cursor position in the source's own terms, empty before the first page
 * @param epoch of the poller that moved it last
 * @param updatedAt when it last moved, milliseconds since 1970, 0 for never
 * @param events published so far
 * @param lagSeconds how far behind now the newest published event was, -1 for unknown
 * @param fields every field of the hash, for figures that only one source has
 */
public record Watermark(
    String cursor,
    long epoch,
    long updatedAt,
    long events,
    long lagSeconds,
    Map<String, String> fields) {

  /** Reads the watermark of a source; an absent one has the empty cursor. */
  public static Watermark read(Redis redis, String source) throws TransientException {
    Map<String, String> fields =
        redis.run("watermark", client -> client.hgetAll(Keys.watermark(source)));
    return new Watermark(
        fields.getOrDefault("cursor", ""),
        number(fields, "epoch", 0),
        number(fields, "updated_at", 0),
        number(fields, "events", 0),
        number(fields, "lag_seconds", -1),
        Map.copyOf(fields));
  }

  private static long number(Map<String, String> fields, String name, long absent) {
    String text = fields.get(name);
    return text == null || text.isEmpty() ? absent : Long.parseLong(text);
  }
}
