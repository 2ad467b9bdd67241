package io.polytape.ingesters.goldsky;

import io.polytape.common.RedisServer;
import io.polytape.simulator.Simulator;
import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.world.WorldConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many fills a second get from the simulator into the stream while catching up; the simulator
 * runs in the same process. Argument: fills.
 */
final class FillsBenchmark {
  private static final Instant ANCHOR = Instant.parse("2026-11-20T12:00:00Z");

  private FillsBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    int fills = arguments.length == 0 ? 500_000 : Integer.parseInt(arguments[0]);
    var world =
        new WorldConfig(
            7,
            ANCHOR,
            500,
            fills,
            Duration.ofDays(10),
            List.of(),
            0.5,
            4,
            Duration.ofSeconds(20),
            fills + 1_000);
    try (var server = RedisServer.start();
        var redis = server.open();
        var simulator =
            Simulator.start(SimulatorConfig.small(7, ANCHOR).withWorld(world), () -> ANCHOR);
        var ingester = new Ingester(redis, simulator.goldskyUrl(), 1, 1_000, () -> ANCHOR)) {
      long began = System.nanoTime();
      long done = 0;
      while (done < fills) {
        long half = Math.min(fills, done + fills / 5);
        ingester.runUntil(half);
        long length = Ingester.length(redis);
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf("%d fills in %.1f s, %.0f a second%n", length, seconds, length / seconds);
        done = length;
      }
    }
  }
}
