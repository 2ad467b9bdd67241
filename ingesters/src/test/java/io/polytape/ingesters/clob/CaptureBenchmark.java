package io.polytape.ingesters.clob;

import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.clob.LiveConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

/**
 * How long events of the simulated venue take from the socket to the stream, by the clock of
 * milliseconds that stream entries have; venue, ingester and Redis share the machine. Arguments:
 * changes of levels per second, seconds.
 */
final class CaptureBenchmark {
  private CaptureBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int rate = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 10_000;
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
    try (var simulator =
            Simulator.start(
                SimulatorConfig.small(7, Instant.now().minusSeconds(60))
                    .withLive(LiveConfig.still()));
        var bench = new Bench()) {
      bench.follow(simulator.books().tokens());
      bench.start(
          1,
          new Capture.Config(
              URI.create(simulator.wsUrl()),
              URI.create(simulator.clobUrl()),
              "p",
              200,
              1,
              16 * 1024 * 1024,
              50,
              100_000,
              Timing.standard(Duration.ofSeconds(30), Duration.ofSeconds(20))));
      Bench.until(() -> bench.events().size() >= simulator.books().tokens().size());
      simulator.bookRates(rate, rate / 50.0);
      Thread.sleep(Duration.ofSeconds(5)); // compilers
      long from = System.currentTimeMillis();
      Thread.sleep(Duration.ofSeconds(seconds));
      simulator.bookRates(0, 0);
      report(bench, from, seconds);
    }
  }

  private static void report(Bench bench, long from, int seconds) throws Exception {
    double[] millis = new double[4_000_000];
    int count = 0;
    for (int p = 0; p < Partitions.COUNT; p++) {
      String key = Partitions.stream(p).key();
      var next = new StreamEntryID(from, 0);
      while (true) {
        StreamEntryID start = next;
        var entries = bench.redis.run("bench", client -> client.xrange(key, start, null, 10_000));
        if (entries.isEmpty()) {
          break;
        }
        for (StreamEntry entry : entries) {
          MarketEvent event =
              MarketEventCodec.decode(
                  Objects.requireNonNull(entry.getFields().get("event"))
                      .getBytes(StandardCharsets.UTF_8));
          Instant received = event.header().receivedAt();
          // An entry's time is cut to the millisecond: half of one is missing on average.
          millis[count++] = entry.getID().getTime() + 0.5 - EventPublisher.micros(received) / 1e3;
        }
        StreamEntryID last = entries.get(entries.size() - 1).getID();
        next = new StreamEntryID(last.getTime(), last.getSequence() + 1);
      }
    }
    double[] sorted = Arrays.copyOf(millis, count);
    Arrays.sort(sorted);
    System.out.printf(
        "%d events, %.0f a second; socket to stream p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms%n",
        count,
        count / (double) seconds,
        sorted[count / 2],
        sorted[(int) (count * 0.99)],
        sorted[(int) (count * 0.999)]);
  }
}
