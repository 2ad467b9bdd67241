package io.polytape.writer;

import io.polytape.common.stream.Streams;
import io.polytape.embedded.ClickHouseServer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * Rows a second from the streams into the engine, with and without the question for known keys,
 * beside inserting the same rows, made before, straight into the same tables without any guarantee.
 * Arguments: number of events, rows of a batch.
 */
final class WriterBench {
  private WriterBench() {}

  public static void main(String[] arguments) throws Exception {
    int events = Integer.parseInt(arguments[0]);
    int rows = Integer.parseInt(arguments[1]);
    for (int round = 0; round < 2; round++) {
      for (Target target : List.of(Target.ORDER_FILLED, Target.TRADES)) {
        report(target, rows, "straight", events, () -> straight(target, events, rows));
        report(
            target, rows, "writer, no key check", events, () -> drain(target, events, rows, false));
        report(target, rows, "writer", events, () -> drain(target, events, rows, true));
      }
    }
    System.exit(0);
  }

  private static long straight(Target target, int events, int batchRows) throws Exception {
    var all = new ArrayList<Row>();
    for (int n = 0; n < events; n++) {
      all.add(
          target.equals(Target.TRADES)
              ? TradeRows.row(Samples.trade(n))
              : OrderFilledRows.row(Samples.fill(n)));
    }
    try (var stage = new Stage()) {
      var sink = stage.sink();
      long start = System.nanoTime();
      for (int from = 0; from < events; from += batchRows) {
        sink.insert(
            target, all.subList(from, Math.min(from + batchRows, events)), "straight-" + from);
      }
      return System.nanoTime() - start;
    }
  }

  private static long drain(Target target, int events, int rows, boolean checkKeys)
      throws Exception {
    try (var stage = new Stage()) {
      for (int from = 0; from < events; from += 50_000) {
        int to = Math.min(from + 50_000, events);
        if (target.equals(Target.TRADES)) {
          stage.trades(from, to);
        } else {
          stage.fills(from, to);
        }
      }
      var slot = stage.slot(stage.process());
      long[] delivered = {0};
      var writer =
          new BatchWriter(
              stage.redis,
              target,
              slot,
              stage.sink(),
              new FlushPolicy(rows, 1 << 25, Duration.ofMillis(100)),
              checkKeys,
              InstantSource.system(),
              (t, s, batch, took) -> delivered[0] += batch.size());
      long start = System.nanoTime();
      while (delivered[0] < events) {
        writer.runOnce();
      }
      long nanos = System.nanoTime() - start;
      String expected = events + "\t" + events;
      if (!stage.rowsAndKeys(target.table()).equals(expected)
          || stage.pending(Streams.TRADES) + stage.pending(Streams.ORDER_EVENTS) != 0) {
        throw new IllegalStateException("the table is not exact");
      }
      return nanos;
    }
  }

  /** CPU times tell more than the clock where the machine is shared. */
  private static void report(
      Target target, int rows, String how, int events, Callable<Long> measured) throws Exception {
    var engine = ProcessHandle.of(ClickHouseServer.shared().pid()).orElseThrow();
    var self = ProcessHandle.current();
    Duration engineBefore = engine.info().totalCpuDuration().orElseThrow();
    Duration selfBefore = self.info().totalCpuDuration().orElseThrow();
    long nanos = measured.call();
    System.out.printf(
        Locale.ROOT,
        "%-12s batch %6d  %-22s %,10.0f rows/s  engine %6.2f s CPU, this process %6.2f s CPU%n",
        target.table(),
        rows,
        how,
        events * 1e9 / nanos,
        engine.info().totalCpuDuration().orElseThrow().minus(engineBefore).toMillis() / 1e3,
        self.info().totalCpuDuration().orElseThrow().minus(selfBefore).toMillis() / 1e3);
  }
}
