package io.polytape.launcher.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.simulator.SimulatorConfig;
import io.polytape.simulator.fault.Fault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the live tail stopped, the tables equal the ledger: every fill once, every column right. */
final class ExactTablesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  @TempDir Path folder;

  @Test
  void equalTheLedgerAfterAQuietRunWithEveryWorkerStartedTwice() throws Exception {
    try (var line = new Line(folder, world(11).withRate(100))) {
      line.startEngines();
      line.startWorkers();
      for (String worker : List.of("goldsky-ingester", "trade-processor", "clickhouse-writer")) {
        line.program.start(worker + "-twin", worker);
      }
      line.await(
          "the history", PATIENCE, () -> line.tables.count("SELECT count() FROM trades") >= 5_000);
      line.simulator.burst(3_500);
      long before = line.truth.fills();
      line.await("a live tail", PATIENCE, () -> line.truth.fills() > before + 500);
      line.stopTail();
      line.awaitEverythingArrived(PATIENCE);

      line.truth.assertFillsAndTradesEqual();
      line.truth.assertMarketsEqual();
      line.truth.assertCandlesEqualRecomputation();
      assertThat(line.deadLetters()).isZero();
      for (String worker : Line.WORKERS) {
        assertThat(line.program.stop(worker, 20)).as(worker + " stops when asked").isTrue();
      }
      assertThat(line.pending()).isZero();
    }
  }

  @Test
  void equalTheLedgerAfterEveryFaultAndTwentyFourKills() throws Exception {
    var faults = new EnumMap<Fault, Double>(Fault.class);
    for (Fault fault : Fault.values()) {
      faults.put(fault, 0.03);
    }
    try (var line = new Line(folder, world(12).withRate(100).withFaults(faults))) {
      line.startEngines();
      line.startWorkers();
      var victims = new ArrayList<String>();
      for (int round = 0; round < 4; round++) {
        victims.addAll(Line.WORKERS);
        victims.addAll(Line.ENGINES);
      }
      var random = new Random(12);
      Collections.shuffle(victims, random);
      for (String victim : victims) {
        // Something must have moved since the last kill, or the kills would all hit idle processes.
        long trades = line.tables.count("SELECT count() FROM trades");
        line.await(
            "progress before the kill of " + victim,
            PATIENCE,
            () -> line.tables.count("SELECT count() FROM trades") > trades);
        if (random.nextInt(4) == 0) {
          line.simulator.burst(1_500);
        }
        line.program.killAndRestart(victim);
      }
      line.stopTail();
      faults.replaceAll((fault, probability) -> 0.0);
      line.simulator.faults().set(faults);
      line.awaitEverythingArrived(PATIENCE);

      line.truth.assertFillsAndTradesEqual();
      line.truth.assertMarketsEqual();
      line.truth.assertCandlesEqualRecomputation();
    }
  }

  private static SimulatorConfig world(long seed) {
    return SimulatorConfig.small(seed, Instant.now());
  }
}
