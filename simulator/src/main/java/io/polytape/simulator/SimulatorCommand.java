package io.polytape.simulator;

import io.javalin.util.JavalinBindException;
import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.worker.Shutdown;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** {@code polytape simulator}: serves the simulated venue until it is stopped. */
@CommandLine.Command(
    name = "simulator",
    description = {
      "Polymarket in a box: Gamma, the order-book subgraph, the CLOB's market channel and books,"
          + " the Data API's trades, faults on demand and a ledger of truth.",
      "The same settings give the same world again."
    },
    footer = {
      "",
      "Example: a source of a million fills for a benchmark, without a live tail",
      "  polytape simulator --simulator-history-fills 1000000 --simulator-rate 0 --simulator-keep"
          + " false",
      "Example: every fault at two in a hundred",
      "  polytape simulator --simulator-faults all=0.02",
      "Example: order books that move 5000 times a second",
      "  polytape simulator --simulator-book-rate 5000 --simulator-live-trade-rate 50",
      "While it runs: GET /control/state, POST /control/faults, POST /control/live, GET"
          + " /ledger/summary",
      "and for the market channel: GET /control/connections, POST /control/books, POST"
          + " /control/live-faults, GET /ledger/books/{token}, /ledger/live-trades,"
          + " /ledger/live-faults"
    })
public final class SimulatorCommand extends ConfiguredCommand {
  private static final Logger log = LoggerFactory.getLogger(SimulatorCommand.class);

  @Override
  protected List<Setting<?>> settings() {
    return SimulatorSettings.ALL;
  }

  @Override
  protected int run(Config config) throws Exception {
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var simulator = start(config)) {
      log.atInfo()
          .addKeyValue("gamma_url", simulator.gammaUrl())
          .addKeyValue("goldsky_url", simulator.goldskyUrl())
          .addKeyValue("ws_url", simulator.wsUrl())
          .addKeyValue("tokens", simulator.books().tokens().size())
          .addKeyValue("fills", simulator.ledger().summary().fills())
          .log("simulator started");
      while (!shutdown.isRequested()) {
        shutdown.await(Duration.ofMinutes(1));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private static Simulator start(Config config) throws ConfigException {
    try {
      return Simulator.start(SimulatorSettings.read(config, Instant.now()));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    } catch (JavalinBindException e) {
      throw new ConfigException(
          "port %s of %s cannot be taken: it may be in use; SIMULATOR_PORT changes it"
              .formatted(config.get(SimulatorSettings.PORT), config.get(SimulatorSettings.HOST)));
    }
  }
}
