package io.polytape.processors.trade;

import io.polytape.common.market.MarketOutcome;
import java.time.Duration;

/** Scratch. */
final class ProcessorBench {
  public static void main(String[] args) throws Exception {
    try (var pipeline = new Pipeline()) {
      int tokens = 2000;
      for (int i = 0; i < tokens; i++) {
        pipeline.market(
            Fills.YES.substring(0, 70) + (100000 + i),
            new MarketOutcome("5" + i, "0xc0" + "ab".repeat(31), "Yes", 0, false));
      }
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 240; i++) {
          pipeline.publishMany(
              "0x" + "cd".repeat(30) + "_" + round + "_" + i + "_",
              1000,
              Fills.YES.substring(0, 70) + (100000 + (i * 7) % tokens));
        }
        long target = 240_000L;
        pipeline.redis.run("x", c -> c.del("stream:trades"));
        var slot = pipeline.slot(Duration.ofMinutes(5));
        var processor =
            pipeline.processor(
                slot,
                new TradeSettings(Integer.getInteger("batch", 1000), 200_000, Duration.ofHours(1)));
        long t = System.nanoTime();
        long cpu0 = ProcessHandle.current().info().totalCpuDuration().get().toMillis();
        while (pipeline.tradeCount() < target) {
          processor.runOnce();
        }
        double s = (System.nanoTime() - t) / 1e9;
        long cpu1 = ProcessHandle.current().info().totalCpuDuration().get().toMillis();
        System.out.printf(
            "round %d: %.0f fills/s, %.1f us cpu per fill%n",
            round, target / s, (cpu1 - cpu0) * 1000.0 / target);
      }
      System.out.println(
          pipeline
              .redis
              .run("x", c -> c.info("commandstats"))
              .lines()
              .filter(l -> l.matches(".*(evalsha|xreadgroup|xack|xadd).*"))
              .toList());
    }
  }
}
