package io.polytape.ingesters.clob;

import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Until when the last capture's hearing is in the streams, by partition. */
final class Restart {
  /** Connections hand over side by side; what one heard may be published before the other's. */
  private static final Duration SIDE_BY_SIDE = Duration.ofSeconds(1);

  /** What a Redis that writes its log once a second may lose, with some reserve. */
  static final Duration LOST_BY_REDIS = Duration.ofSeconds(3);

  private final List<@Nullable Instant> heard;

  private Restart(List<@Nullable Instant> heard) {
    this.heard = heard;
  }

  static Restart read(Redis redis) throws TransientException {
    Map<String, String> fields =
        redis.run("watermark", client -> client.hgetAll(Keys.watermark(EventPublisher.SOURCE)));
    var heard = new ArrayList<@Nullable Instant>();
    for (int p = 0; p < Partitions.COUNT; p++) {
      String micros = fields.get("heard:" + p);
      heard.add(
          micros == null
              ? null
              : EventPublisher.ofMicros(Long.parseLong(micros)).minus(SIDE_BY_SIDE));
    }
    return new Restart(heard);
  }

  /** Where the gap begins; empty when nothing was ever heard. */
  Optional<Instant> heardUpTo(int partition) {
    return Optional.ofNullable(heard.get(partition));
  }
}
