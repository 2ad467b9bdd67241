package io.polytape.writer;

import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import java.time.Duration;
import java.util.List;

/** Settings of the writer. */
final class WriterSettings {
  static final Setting<Integer> BATCH_ROWS =
      Setting.integer("WRITER_BATCH_ROWS", 5_000, 1, 100_000, "most rows of one insert");
  static final Setting<Duration> BATCH_TIME =
      Setting.duration(
          "WRITER_BATCH_TIME", "30s", "longest time that an event waits for its batch to fill");
  static final Setting<Boolean> CHECK_KEYS =
      Setting.flag(
          "WRITER_CHECK_KEYS",
          true,
          "ask the table before each insert for events that it holds already, which makes it safe"
              + " to read a source again");

  static final List<Setting<?>> ALL = List.of(BATCH_ROWS, BATCH_TIME, CHECK_KEYS);

  /** Of each table: what all of them gather together must fit the heap. */
  private static final long BATCH_BYTES = 16L << 20;

  private WriterSettings() {}

  static FlushPolicy policy(Config config) {
    return new FlushPolicy(config.get(BATCH_ROWS), BATCH_BYTES, config.get(BATCH_TIME));
  }
}
