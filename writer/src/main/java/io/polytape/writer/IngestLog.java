package io.polytape.writer;

import io.polytape.common.redis.Tenure;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was delivered, for people: figures in the heartbeat, and a row for each batch in {@code
 * ingest_log}. Best effort: when ClickHouse is away the oldest rows make room for new ones.
 */
final class IngestLog implements BatchWriter.Deliveries {
  private static final int MOST_WAITING = 1_000;
  private static final Duration RATE_WINDOW = Duration.ofSeconds(5);
  private static final List<String> COLUMNS =
      List.of(
          "inserted_at",
          "table_name",
          "writer",
          "rows",
          "already_present",
          "first_entry_id",
          "last_entry_id",
          "token",
          "oldest_event_at",
          "newest_event_at",
          "latency_ms",
          "duration_ms");

  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

  private static final class Tally {
    long rows;
    long rowsAtWindow;
    Instant window;

    Tally(Instant now) {
      window = now;
    }
  }

  IngestLog(Heartbeat heartbeat, InstantSource clock) {
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  @Override
  public void delivered(Target target, Tenure tenure, Batch batch, Duration took) {
    Manifest manifest = batch.manifest();
    if (manifest == null || manifest.inserted().isEmpty()) {
      return;
    }
    Instant now = clock.instant();
    long latency = latencyMillis(batch, now);
    count(target.table(), manifest.inserted().size(), now);
    heartbeat.figure(target.table() + ".last_insert_at", Long.toString(now.toEpochMilli()));
    heartbeat.figure(target.table() + ".latency_ms", Long.toString(latency));
    heartbeat.figure(target.table() + ".insert_ms", Long.toString(took.toMillis()));
    byte[] row = row(target, tenure, batch, manifest, now, latency, took);
    while (!waiting.offer(row)) {
      waiting.poll();
    }
  }

  /** Sends the waiting rows; how many. */
  int flush(ClickHouseSink sink) throws TransientException {
    refreshRates();
    var rows = new ArrayList<byte[]>();
    waiting.drainTo(rows);
    if (!rows.isEmpty()) {
      sink.insertLoosely("ingest_log", COLUMNS, rows);
    }
    return rows.size();
  }

  private void count(String table, int rows, Instant now) {
    Tally tally = tallies.computeIfAbsent(table, name -> new Tally(now));
    synchronized (tally) {
      tally.rows += rows;
      heartbeat.figure(table + ".rows", Long.toString(tally.rows));
    }
  }

  private void refreshRates() {
    Instant now = clock.instant();
    tallies.forEach(
        (table, tally) -> {
          synchronized (tally) {
            long millis = Duration.between(tally.window, now).toMillis();
            if (millis >= RATE_WINDOW.toMillis()) {
              long rate = (tally.rows - tally.rowsAtWindow) * 1_000 / millis;
              heartbeat.figure(table + ".rows_per_second", Long.toString(rate));
              tally.rowsAtWindow = tally.rows;
              tally.window = now;
            }
          }
        });
  }

  /** From the reading of the oldest event to now. */
  private static long latencyMillis(Batch batch, Instant now) {
    return batch.rows().stream()
        .map(Row::receivedAt)
        .min(Instant::compareTo)
        .map(oldest -> Duration.between(oldest, now).toMillis())
        .orElse(0L);
  }

  private static byte[] row(
      Target target,
      Tenure tenure,
      Batch batch,
      Manifest manifest,
      Instant now,
      long latency,
      Duration took) {
    var times = batch.rows().stream().mapToLong(Row::eventTime).summaryStatistics();
    return new RowBinary()
        .dateTime64(now, 3)
        .string(target.table())
        .string(tenure.slot())
        .uint64(manifest.inserted().size())
        .uint64(manifest.acknowledged().size())
        .string(manifest.inserted().getFirst())
        .string(manifest.inserted().getLast())
        .string(manifest.token())
        .dateTime64(RowBinary.nearestTime(Instant.ofEpochSecond(times.getMin())), 3)
        .dateTime64(RowBinary.nearestTime(Instant.ofEpochSecond(times.getMax())), 3)
        .int64(latency)
        .uint64(Math.max(0, took.toMillis()))
        .take();
  }
}
