package io.polytape.common.stream;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;

/**
 * Removes from a stream what every one of its groups has finished, and nothing else: entries below
 * the smallest, over all groups, of the oldest pending id, or the last delivered one when nothing
 * is pending. Records what each group has finished in {@code finished:{stream}}. Does nothing while
 * a group that must read the stream does not exist.
 */
public final class Trimmer {
  private static final Script TRIM = Script.beside(Trimmer.class, "trim.lua");

  private final Redis redis;

  public Trimmer(Redis redis) {
    this.redis = redis;
  }

  /**
   * Trims one stream.
   *
   * @return how many entries were removed
   */
  public long trim(Streams stream) throws TransientException {
    if (stream.groups().isEmpty()) {
      return 0;
    }
    var groups = new ArrayList<byte[]>();
    stream.groups().forEach(group -> groups.add(Script.bytes(group)));
    return (Long)
        TRIM.run(
            redis,
            "trim",
            List.of(Script.bytes(stream.key()), Script.bytes(Keys.finished(stream.key()))),
            groups);
  }
}
