package io.polytape.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.clob.TrueBook;
import io.polytape.simulator.world.WorldConfig;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How much the market channel brings to one connection; prints it and asserts no speed. */
final class MarketRateIT {
  private static final int RATE = 20_000;
  private static final int SECONDS = 5;

  @Test
  void aThousandTokensMoveOnOneConnection() throws Exception {
    Instant anchor = Instant.now();
    var small = SimulatorConfig.small(1, anchor);
    var world =
        new WorldConfig(
            1, anchor, 5_000, 5_000, Duration.ofDays(10), List.of(), 0.5, 0, Duration.ZERO, 10_000);
    var config =
        small.withWorld(world).withLive(LiveConfig.still().withBookLimit(Integer.MAX_VALUE));
    try (var simulator = Simulator.start(config);
        var client = new MarketClient(simulator.wsUrl())) {
      List<String> tokens = simulator.books().tokens().subList(0, 1_000);
      client.subscribe(tokens, Map.of()).sync();
      int before = client.frames.size();
      long cpu = cpu();
      long begun = System.nanoTime();
      simulator.bookRates(RATE * simulator.books().tokens().size() / 1_000.0, 50);
      while (System.nanoTime() - begun < SECONDS * 1_000_000_000L) {
        Thread.sleep(50);
      }
      simulator.bookRates(0, 0);
      client.sync();
      double seconds = (System.nanoTime() - begun) / 1e9;
      int frames = client.frames.size() - before;
      long changes = 0;
      for (var event : client.events("price_change")) {
        changes += event.get("price_changes").size();
      }
      System.out.printf(
          "market channel: %,.0f level changes/s in %,.0f frames/s to one connection of %d tokens,"
              + " generator %.2f of a core%n",
          changes / seconds, frames / seconds, tokens.size(), (cpu() - cpu) / 1e9 / seconds);
      var replay = new BookReplay(client.events());
      for (TrueBook book : simulator.books().books().values()) {
        assertThat(!tokens.contains(book.tokenId()) || replay.agrees(book)).isTrue();
      }
      assertThat(simulator.connections()).hasSize(1);
    }
  }

  /** CPU time of the thread that makes events, in nanoseconds. */
  private static long cpu() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    for (var thread : threads.dumpAllThreads(false, false)) {
      if (thread.getThreadName().equals("live-books")) {
        return threads.getThreadCpuTime(thread.getThreadId());
      }
    }
    return 0;
  }
}
