package io.polytape.writer;

import com.clickhouse.client.api.Client;
import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.Trimmer;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.StopSignal;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loops of one writer process: one for each table and one that trims the streams and writes the
 * ingest log. They end together: when stopped, or when one has a bug.
 */
final class WriterProcess {
  private static final Logger log = LoggerFactory.getLogger(WriterProcess.class);
  private static final Duration SLOT_TIME = Duration.ofSeconds(15);
  private static final Duration TRIM_INTERVAL = Duration.ofSeconds(2);
  private static final Duration IDLE = Duration.ofMillis(1);

  private final Redis redis;
  private final ConsumerSlot slot;
  private final ClickHouseSink sink;
  private final IngestLog ingestLog;
  private final Lease trimmerLease;
  private final StopSignal stop;
  private final Runnable stopAll;
  private final SharedHeartbeat heartbeats;
  private final List<BatchWriter> writers = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> bug = new AtomicReference<>();

  WriterProcess(
      Redis redis,
      Client client,
      FlushPolicy policy,
      boolean checkKeys,
      Instance instance,
      StopSignal stop,
      Runnable stopAll,
      Heartbeat heartbeat) {
    InstantSource clock = InstantSource.system();
    this.redis = redis;
    this.slot =
        new ConsumerSlot(redis, Streams.CLICKHOUSE_WRITER, instance, SLOT_TIME, System::nanoTime);
    this.sink = new ClickHouseSink(client);
    this.ingestLog = new IngestLog(heartbeat, clock);
    this.trimmerLease = new Lease(redis, "trimmer", instance, TRIM_INTERVAL.multipliedBy(5));
    this.stop = stop;
    this.stopAll = stopAll;
    this.heartbeats = new SharedHeartbeat(heartbeat);
    for (Target target : Target.all()) {
      writers.add(new BatchWriter(redis, target, slot, sink, policy, checkKeys, clock, ingestLog));
    }
  }

  /** Runs until stopped; then delivers what is in hand and gives the slot back. */
  void run() throws InterruptedException {
    var threads = new ArrayList<Thread>();
    Worker trim = trimmer();
    takeSlot();
    threads.add(start("trimmer", loop("trimmer", trim, TRIM_INTERVAL)));
    for (int i = 0; i < writers.size(); i++) {
      BatchWriter writer = writers.get(i);
      String name = Target.all().get(i).table();
      WorkerLoop loop = loop(name, writer, IDLE);
      threads.add(
          start(
              name,
              () -> {
                loop.run();
                finish(name, writer);
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    goodbye();
    slot.close();
    Throwable found = bug.get();
    if (found != null) {
      throw new IllegalStateException("a loop of the writer ended with a bug", found);
    }
  }

  private static void finish(String name, BatchWriter writer) {
    try {
      writer.finish();
    } catch (TransientException e) {
      log.atWarn()
          .addKeyValue("table", name)
          .addKeyValue("reason", e.getMessage())
          .log("last batch not delivered; it stays pending for the next start");
    }
  }

  private void goodbye() {
    try {
      ingestLog.flush(sink);
      trimmerLease.release();
    } catch (TransientException e) {
      log.atWarn().addKeyValue("reason", e.getMessage()).log("not everything was given back");
    }
  }

  /** So that the first round of every loop finds a slot; if Redis is away the loops will tell. */
  private void takeSlot() {
    try {
      slot.renewing().held();
    } catch (TransientException e) {
      log.atDebug().setCause(e).log("no slot at the first try");
    }
  }

  private Worker trimmer() {
    var trimmer = new Trimmer(redis);
    return () -> {
      try {
        ingestLog.flush(sink);
      } catch (TransientException e) {
        log.atDebug().addKeyValue("reason", e.getMessage()).log("ingest log rows dropped");
      }
      if (trimmerLease.acquire().isPresent()) {
        ConsumerGroup.createAll(redis);
        for (Streams stream : Streams.all()) {
          trimmer.trim(stream);
        }
      }
      return 0;
    };
  }

  private WorkerLoop loop(String name, Worker worker, Duration idle) {
    var backoff =
        new Backoff(Duration.ofMillis(250), Duration.ofSeconds(5), RandomGenerator.getDefault());
    return new WorkerLoop(name, worker, stop, idle, backoff, heartbeats.of(name));
  }

  /** A loop that may be interrupted. */
  @FunctionalInterface
  private interface Task {
    void run() throws InterruptedException;
  }

  private Thread start(String name, WorkerLoop loop) {
    return start(name, loop::run);
  }

  private Thread start(String name, Task task) {
    return Thread.ofPlatform()
        .name("writer-" + name)
        .start(
            () -> {
              try {
                task.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException | Error e) {
                bug.compareAndSet(null, e);
                stopAll.run();
              }
            });
  }
}
