package io.polytape.launcher.status;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import redis.clients.jedis.exceptions.JedisDataException;

/** Whether every group has finished what lies in its stream. */
public final class Drain {
  private static final Duration TICK = Duration.ofMillis(100);

  private final Redis redis;

  public Drain(Redis redis) {
    this.redis = redis;
  }

  /**
   * Waits until every group has finished every entry.
   *
   * @return false when the time was over first, or Redis was away
   */
  public boolean await(Duration time) throws InterruptedException {
    long deadline = System.nanoTime() + time.toNanos();
    while (true) {
      try {
        if (unfinished().isEmpty()) {
          return true;
        }
      } catch (TransientException e) {
        return false;
      }
      if (System.nanoTime() > deadline) {
        return false;
      }
      Thread.sleep(TICK);
    }
  }

  /** A line for each group that has not finished its stream. */
  public List<String> unfinished() throws TransientException {
    var lines = new ArrayList<String>();
    for (Streams stream : Streams.all()) {
      if (!stream.groups().isEmpty()) {
        lines.addAll(unfinished(stream));
      }
    }
    return lines;
  }

  private List<String> unfinished(Streams stream) throws TransientException {
    return redis.run(
        "drain",
        client -> {
          try {
            String last = client.xinfoStream(stream.key()).getLastGeneratedId().toString();
            return client.xinfoGroups(stream.key()).stream()
                .filter(
                    group ->
                        group.getPending() > 0
                            || !group.getLastDeliveredId().toString().equals(last))
                .map(
                    group ->
                        "%s of %s: %d pending, delivered up to %s of %s"
                            .formatted(
                                group.getName(),
                                stream.key(),
                                group.getPending(),
                                group.getLastDeliveredId(),
                                last))
                .toList();
          } catch (JedisDataException e) {
            if (String.valueOf(e.getMessage()).contains("no such key")) {
              return List.of();
            }
            throw e;
          }
        });
  }
}
