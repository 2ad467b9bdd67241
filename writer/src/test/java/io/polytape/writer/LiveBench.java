package io.polytape.writer;

import io.polytape.common.live.LevelChange;
import io.polytape.common.live.LiveRowCodec;
import io.polytape.common.stream.Streams;
import io.polytape.embedded.ClickHouseServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The writer's process under a steady stream of live events: whether it keeps up, how old rows are
 * when they can be selected, and how much memory it holds. Arguments: level changes a second,
 * seconds. With them come a quote for four, a book of 100 levels for 20, and a trade for 100.
 */
final class LiveBench {
  private static final int TICKS = 10;

  private LiveBench() {}

  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int seconds = Integer.parseInt(arguments[1]);
    try (var stage = new Stage()) {
      Process writer = start(stage);
      Duration engineBefore = cpu(ClickHouseServer.shared().pid());
      long fed = 0;
      long mostWaiting = 0;
      long mostMemory = 0;
      long start = System.nanoTime();
      for (int tick = 0; tick < seconds * TICKS; tick++) {
        feed(stage, (int) fed, rate / TICKS);
        fed += rate / TICKS;
        mostWaiting = Math.max(mostWaiting, fed - count(stage, "price_changes"));
        mostMemory = Math.max(mostMemory, memory(writer.pid()));
        long due = start + (tick + 1) * 1_000_000_000L / TICKS;
        LockSupport.parkNanos(due - System.nanoTime());
      }
      double took = (System.nanoTime() - start) / 1e9;
      long left = fed - count(stage, "price_changes");
      while (count(stage, "price_changes") < fed) {
        LockSupport.parkNanos(50_000_000);
      }
      double drained = (System.nanoTime() - start) / 1e9;
      System.out.printf(
          Locale.ROOT,
          "asked %,d changes/s for %d s; fed %,.0f/s; in the table %,.0f/s; most waiting %,d, at"
              + " the end %,d%n",
          rate,
          seconds,
          fed / took,
          fed / drained,
          mostWaiting,
          left);
      System.out.printf(
          Locale.ROOT,
          "writer: most resident %d MB, %.2f s CPU; engine %.2f s CPU%n",
          mostMemory >> 10,
          cpu(writer.pid()).toMillis() / 1e3,
          cpu(ClickHouseServer.shared().pid()).minus(engineBefore).toMillis() / 1e3);
      System.out.println(
          stage.ask(
              "SELECT table_name, count(), sum(rows), max(rows), round(quantile(0.5)(latency_ms)),"
                  + " round(quantile(0.99)(latency_ms)), round(quantile(0.5)(duration_ms)),"
                  + " max(duration_ms) FROM {db}.ingest_log GROUP BY 1 ORDER BY 1"
                  + " FORMAT PrettyCompactMonoBlock"));
      System.out.println(
          stage.ask(
              "SELECT table, sum(rows), formatReadableSize(sum(data_compressed_bytes)),"
                  + " round(sum(data_compressed_bytes) / sum(rows), 1) AS bytes_a_row"
                  + " FROM system.parts WHERE active AND database = '{db}'"
                  + " GROUP BY table ORDER BY table FORMAT PrettyCompactMonoBlock"));
      writer.destroy();
      writer.waitFor();
    }
    System.exit(0);
  }

  private static void feed(Stage stage, int from, int count) throws Exception {
    var changes = new ArrayList<byte[]>();
    var quotes = new ArrayList<byte[]>();
    var books = new ArrayList<byte[]>();
    var trades = new ArrayList<byte[]>();
    Instant now = Instant.now();
    for (int n = from; n < from + count; n++) {
      var sample = LiveSamples.change(n);
      changes.add(
          LiveRowCodec.encode(
              new LevelChange(
                  sample.tokenId(),
                  sample.conditionId(),
                  now,
                  now.toEpochMilli(),
                  now,
                  sample.side(),
                  sample.level(),
                  sample.bestBid(),
                  sample.bestAsk(),
                  sample.hash(),
                  sample.connection(),
                  true)));
      var quote = LiveSamples.quote(sample.tokenId(), now, "0.48", "0.5", "1234.5");
      if (n % 4 == 0) {
        quotes.add(LiveRowCodec.encode(quote));
      }
      if (n % 20 == 0) {
        books.add(LiveRowCodec.encode(LiveSamples.book(quote, 50)));
      }
      if (n % 100 == 0) {
        trades.add(
            LiveRowCodec.encode(
                LiveSamples.trade(LiveSamples.hash(n, 64), sample.tokenId(), now, "0.5", "10")));
      }
    }
    stage.add(Streams.PRICE_CHANGES, changes);
    stage.add(Streams.QUOTES, quotes);
    stage.add(Streams.ORDER_BOOKS, books);
    stage.add(Streams.LIVE_TRADES, trades);
  }

  /** With half the heap that {@code bin/polytape} gives it. */
  private static Process start(Stage stage) throws IOException {
    Path logs = Files.createTempDirectory("live-bench-");
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:+UseCompactObjectHeaders",
                "-Xms16m",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                WriterMain.class.getName()));
    command.addAll(List.of("--redis-port", Integer.toString(stage.redisServer.port())));
    command.addAll(List.of("--clickhouse-host", stage.server.host()));
    command.addAll(List.of("--clickhouse-port", Integer.toString(stage.server.port())));
    command.addAll(List.of("--clickhouse-database", stage.clickHouse.database()));
    command.addAll(List.of("--writer-batch-time", "1s", "--log-dir", logs.toString()));
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(logs.resolve("out").toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    return builder.start();
  }

  private static long count(Stage stage, String table) {
    return Long.parseLong(stage.ask("SELECT count() FROM {db}." + table));
  }

  private static Duration cpu(long pid) {
    return ProcessHandle.of(pid).flatMap(p -> p.info().totalCpuDuration()).orElseThrow();
  }

  /** Resident kilobytes. */
  private static long memory(long pid) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0L);
    }
  }
}
