package io.polytape.common.stream;

import io.polytape.common.redis.Redis;
import io.polytape.common.worker.TransientException;
import java.util.List;
import java.util.Optional;

/**
 * Says whether publishers should wait: because one of the streams behind them is at its high mark,
 * or because Redis is close to its memory limit. Their source waits for them meanwhile.
 */
public final class Backpressure {
  private static final double MEMORY_HIGH_MARK = 0.85;

  private final Redis redis;
  private final List<Streams> streams;

  public Backpressure(Redis redis, List<Streams> streams) {
    this.redis = redis;
    this.streams = List.copyOf(streams);
  }

  /** The reason to wait, or empty when publishing may go on. */
  public Optional<String> reason() throws TransientException {
    for (Streams stream : streams) {
      long length = redis.run("backpressure", client -> client.xlen(stream.key()));
      if (length >= stream.highMark()) {
        return Optional.of(stream.key() + " holds " + length + " entries; waiting for its readers");
      }
    }
    String memory = redis.run("backpressure", client -> client.info("memory"));
    long used = field(memory, "used_memory:");
    long limit = field(memory, "maxmemory:");
    if (limit > 0 && used > limit * MEMORY_HIGH_MARK) {
      return Optional.of(
          "Redis uses " + used / 1_048_576 + " of " + limit / 1_048_576 + " MiB; waiting");
    }
    return Optional.empty();
  }

  private static long field(String info, String name) {
    for (String line : info.split("\r?\n")) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.substring(name.length()).strip());
      }
    }
    return 0;
  }
}
