package io.polytape.simulator;

import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.gamma.Gamma;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.subgraph.Subgraph;
import io.polytape.simulator.world.World;
import java.time.InstantSource;

/**
 * A running simulator: one HTTP server with the venue's interfaces, the ledger and the controls.
 *
 * <p>Gamma is at {@link #gammaUrl()}, the subgraph at {@link #goldskyUrl()}.
 */
public final class Simulator implements AutoCloseable {
  static final String SUBGRAPH_PATH = "/subgraphs/orderbook-subgraph/0.0.1/gn";

  private final String host;
  private final Faults faults;
  private final Live live;
  private final Ledger ledger;
  private final SimulatorServer server;

  private Simulator(SimulatorConfig config, InstantSource clock) {
    this.host = config.host();
    WorldFile file = WorldFile.open(config, clock.instant());
    var world = new World(file.world());
    file.controls().forEach(world::control);
    this.faults = new Faults(config.world().seed());
    this.faults.set(config.faults());
    this.live = new Live(world, clock, file);
    live.advance();
    if (config.rate() != world.rate()) {
      live.rate(config.rate());
    }
    this.ledger = new Ledger(world, live::advance, now -> world.markets(now, lateShare()));
    var gamma = new Gamma(() -> world.markets(live.advance(), lateShare()));
    this.server = new SimulatorServer(world, live, faults, gamma, new Subgraph(world), ledger);
    server.start(host, config.port());
  }

  private double lateShare() {
    return faults.probability(Fault.LATE_MARKET);
  }

  /** Starts with the machine's clock. */
  public static Simulator start(SimulatorConfig config) {
    return start(config, InstantSource.system());
  }

  /** Starts with a clock of the caller's, which decides how many live blocks there are. */
  public static Simulator start(SimulatorConfig config, InstantSource clock) {
    return new Simulator(config, clock);
  }

  /** Base of the Gamma interface, without a slash at the end. */
  public String gammaUrl() {
    return "http://" + host + ":" + server.port();
  }

  /** Where GraphQL requests of the order-book subgraph go. */
  public String goldskyUrl() {
    return gammaUrl() + SUBGRAPH_PATH;
  }

  public Ledger ledger() {
    return ledger;
  }

  public Faults faults() {
    return faults;
  }

  /** Sets the rate of the live tail in fills per second; 0 stops it. */
  public void live(double rate) {
    live.rate(rate);
  }

  /** Puts that many fills with one timestamp into the next block. */
  public void burst(int fills) {
    live.burst(fills);
  }

  @Override
  public void close() {
    server.close();
  }
}
