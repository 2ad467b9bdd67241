package io.polytape.simulator;

import io.polytape.simulator.clob.BookLedger;
import io.polytape.simulator.clob.LiveSide;
import io.polytape.simulator.clob.channel.ChannelRoutes;
import io.polytape.simulator.clob.channel.LiveFaults;
import io.polytape.simulator.clob.channel.MarketChannel;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.gamma.Gamma;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.subgraph.Subgraph;
import io.polytape.simulator.world.World;
import java.time.InstantSource;
import java.util.List;

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
    this.live =
        new Live(
            world,
            clock,
            file,
            markets -> new LiveSide(config.world().seed(), config.live(), markets, clock));
    live.advance();
    if (config.rate() != world.rate()) {
      live.rate(config.rate());
    }
    this.ledger = new Ledger(world, live::advance, now -> world.markets(now, lateShare()));
    var gamma = new Gamma(() -> world.markets(live.advance(), lateShare()));
    this.server =
        new SimulatorServer(
            world, live, faults, gamma, new Subgraph(world), ledger, live.books(), clock);
    server.start(host, config.port());
    live.books().start();
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

  /** Where the market channel is. */
  public String wsUrl() {
    return "ws://" + host + ":" + server.port() + ChannelRoutes.PATH;
  }

  /** Base of the CLOB's REST interface, without a slash at the end. */
  public String clobUrl() {
    return gammaUrl();
  }

  /** Base of the Data API, without a slash at the end. */
  public String dataUrl() {
    return gammaUrl();
  }

  /** What is true of the books and the live trades. */
  public BookLedger books() {
    return live.books().ledger();
  }

  /** What goes wrong on the market channel. */
  public LiveFaults liveFaults() {
    return live.books().faults();
  }

  /** Who is connected to the market channel. */
  public List<MarketChannel.View> connections() {
    return live.books().channel().connections();
  }

  /** Numbers of the connections to the market channel that follow a token. */
  public List<Integer> connections(String token) {
    return live.books().channel().connections(token);
  }

  /** Sets how many level changes of tokens and live trades there are per second. */
  public void bookRates(double changes, double trades) {
    live.books().rates(changes, trades);
  }

  /** Makes that many level changes of tokens and live trades at once. */
  public void bookBurst(int changes, int trades) {
    live.books().burst(changes, trades);
  }

  public Ledger ledger() {
    return ledger;
  }

  public Faults faults() {
    return faults;
  }

  /** Sets the rate of the live tail in fills per second; 0 stops it, and the books. */
  public void live(double rate) {
    live.rate(rate);
  }

  /** Puts that many fills with one timestamp into the next block. */
  public void burst(int fills) {
    live.burst(fills);
  }

  @Override
  public void close() {
    live.books().close();
    server.close();
  }
}
