package io.polytape.simulator;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.polytape.simulator.clob.LiveSide;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.gamma.Gamma;
import io.polytape.simulator.http.Wire;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.subgraph.Subgraph;
import io.polytape.simulator.world.World;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The HTTP server and its routes. */
final class SimulatorServer implements AutoCloseable {
  private static final int LONGEST_HEADER = 64 * 1024;

  private static final List<Fault> GAMMA_FAULTS =
      List.of(
          Fault.RATE_LIMIT,
          Fault.SERVER_ERROR,
          Fault.TIMEOUT,
          Fault.RESET,
          Fault.TRUNCATED_JSON,
          Fault.DUPLICATE_PAGE,
          Fault.EMPTY_PAGE,
          Fault.UNKNOWN_FIELD,
          Fault.MISSING_FIELD);

  private static final List<Fault> SUBGRAPH_FAULTS =
      List.of(
          Fault.RATE_LIMIT,
          Fault.SERVER_ERROR,
          Fault.TIMEOUT,
          Fault.RESET,
          Fault.TRUNCATED_JSON,
          Fault.GRAPHQL_ERRORS,
          Fault.DUPLICATE_PAGE,
          Fault.EMPTY_PAGE,
          Fault.STALE_META,
          Fault.UNKNOWN_FIELD,
          Fault.MISSING_FIELD);

  private final World world;
  private final Live live;
  private final Faults faults;
  private final Gamma gamma;
  private final Subgraph subgraph;
  private final StaleView stale;
  private final Wire wire = new Wire();
  private final Javalin javalin;

  SimulatorServer(
      World world,
      Live live,
      Faults faults,
      Gamma gamma,
      Subgraph subgraph,
      Ledger ledger,
      LiveSide liveSide,
      InstantSource clock) {
    this.world = world;
    this.live = live;
    this.faults = faults;
    this.gamma = gamma;
    this.subgraph = subgraph;
    this.stale = new StaleView(world, faults);
    var bodies = new Bodies();
    var control = new ControlRoutes(world, live, faults, ledger, bodies);
    var liveRoutes = new LiveRoutes(liveSide, faults, wire, bodies, world.wallets(), clock);
    this.javalin =
        Javalin.create(
            config -> {
              configure(config);
              for (String path : List.of("/markets", "/events", "/tags")) {
                config.routes.get(path, this::gamma);
                config.routes.get(path + "/<rest>", this::gamma);
              }
              config.routes.post("/subgraphs/<name>", this::subgraph);
              control.addTo(config.routes);
              liveRoutes.addTo(config.routes);
            });
  }

  private static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    config.http.compressionStrategy =
        CompressionStrategy.NONE; // a benchmark's source must not spend its time packing
    config.jetty.modifyHttpConfiguration(http -> http.setRequestHeaderSize(LONGEST_HEADER));
  }

  private void gamma(Context context) {
    Fault fault = faults.draw(GAMMA_FAULTS).orElse(null);
    String query = Objects.requireNonNullElse(context.queryString(), "");
    Map<String, List<String>> parameters = context.queryParamMap();
    wire.send(context, fault, () -> gamma.answer(context.path(), query, parameters, fault));
  }

  private void subgraph(Context context) {
    Fault fault = faults.draw(SUBGRAPH_FAULTS).orElse(null);
    byte[] body = context.bodyAsBytes();
    wire.send(
        context,
        fault,
        () -> {
          live.advance();
          var visible = fault == Fault.STALE_META ? stale.visible() : world.visible();
          return subgraph.answer(body, visible, fault);
        });
  }

  void start(String host, int port) {
    javalin.start(host, port);
  }

  int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    wire.close();
    javalin.stop();
  }
}
