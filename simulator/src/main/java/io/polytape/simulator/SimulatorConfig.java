package io.polytape.simulator;

import io.polytape.simulator.clob.LiveConfig;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.world.WorldConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to start a simulator.
 *
 * @param port 0 for any free one
 * @param world what the venue is made from
 * @param rate fills per second of the live tail from the start; 0 for none
 * @param faults probability of each fault that is on from the start
 * @param stateFile where to keep what a restart needs to go on with the same world; null to begin
 *     anew each time
 * @param live order books and the market channel
 */
public record SimulatorConfig(
    String host,
    int port,
    WorldConfig world,
    double rate,
    Map<Fault, Double> faults,
    @Nullable Path stateFile,
    LiveConfig live) {

  public SimulatorConfig {
    faults = Map.copyOf(faults);
  }

  /**
   * A small world without live tail and without faults on a free port, whose history ends at the
   * anchor.
   */
  public static SimulatorConfig small(long seed, Instant anchor) {
    var world =
        new WorldConfig(
            seed,
            anchor,
            120,
            5_000,
            Duration.ofDays(10),
            List.of(1_200),
            0.5,
            4,
            Duration.ofSeconds(20),
            2_000_000);
    return new SimulatorConfig("127.0.0.1", 0, world, 0, Map.of(), null, LiveConfig.still());
  }

  public SimulatorConfig withWorld(WorldConfig other) {
    return new SimulatorConfig(host, port, other, rate, faults, stateFile, live);
  }

  public SimulatorConfig withRate(double other) {
    return new SimulatorConfig(host, port, world, other, faults, stateFile, live);
  }

  public SimulatorConfig withFaults(Map<Fault, Double> other) {
    return new SimulatorConfig(host, port, world, rate, other, stateFile, live);
  }

  public SimulatorConfig withStateFile(Path file) {
    return new SimulatorConfig(host, port, world, rate, faults, file, live);
  }

  public SimulatorConfig withLive(LiveConfig other) {
    return new SimulatorConfig(host, port, world, rate, faults, stateFile, other);
  }
}
