package io.polytape.embedded;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.ConfigException;
import io.polytape.common.config.Setting;
import io.polytape.common.worker.Shutdown;
import io.polytape.embedded.clickhouse.Engine;
import io.polytape.embedded.clickhouse.EngineUnavailableException;
import io.polytape.embedded.fetch.Cache;
import io.polytape.embedded.fetch.EngineLibrary;
import io.polytape.embedded.fetch.FetchException;
import io.polytape.embedded.http.Access;
import io.polytape.embedded.http.ClickHouseHttpServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code polytape embedded-clickhouse}: the ClickHouse engine behind its HTTP interface. */
@Command(
    name = "embedded-clickhouse",
    description = {
      "Runs the ClickHouse engine on this machine, its data in DATA_DIR/clickhouse,",
      "behind ClickHouse's HTTP interface. The engine (180 MB) is fetched once, with npm.",
      "Whoever may send it statements can read files of this user: keep it to this machine,",
      "or set a password."
    },
    footer = {
      "",
      "Example:",
      "  polytape embedded-clickhouse --clickhouse-port 8124",
      "  curl localhost:8124 --data 'SELECT version()'"
    })
public final class EmbeddedClickHouseCommand extends ConfiguredCommand {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedClickHouseCommand.class);
  private static final Duration LOOK = Duration.ofDays(1);

  /** Of the time to stop, what statements may use; the rest is for the engine to close. */
  private static final int STATEMENTS_SHARE = 2;

  @Option(names = "--fetch", description = "only fetch the engine, if it is not here, and end")
  private boolean fetchOnly;

  @Override
  protected List<Setting<?>> settings() {
    return List.of(
        CommonSettings.CLICKHOUSE_HOST,
        CommonSettings.CLICKHOUSE_PORT,
        CommonSettings.CLICKHOUSE_USER,
        CommonSettings.CLICKHOUSE_PASSWORD,
        CommonSettings.DATA_DIR);
  }

  @Override
  protected int run(Config config) throws Exception {
    String host = config.get(CommonSettings.CLICKHOUSE_HOST);
    int port = config.get(CommonSettings.CLICKHOUSE_PORT);
    Duration grace = config.get(CommonSettings.SHUTDOWN_GRACE);
    Optional<String> password = config.find(CommonSettings.CLICKHOUSE_PASSWORD);
    Binding.check(
        CommonSettings.CLICKHOUSE_HOST, host, CommonSettings.CLICKHOUSE_PASSWORD, password);
    if (fetchOnly) {
      return fetch();
    }
    Access access =
        password
            .map(secret -> Access.of(config.get(CommonSettings.CLICKHOUSE_USER), secret))
            .orElseGet(Access::open);
    try (Shutdown shutdown = new Shutdown(grace);
        Engine engine = open(config);
        ClickHouseHttpServer http =
            listen(engine, host, port, access, grace.dividedBy(STATEMENTS_SHARE))) {
      log.atInfo()
          .addKeyValue("host", host)
          .addKeyValue("port", http.port())
          .addKeyValue("version", engine.version())
          .log("clickhouse is ready");
      while (!shutdown.isRequested()) {
        shutdown.await(LOOK);
      }
      return 0;
    } catch (FetchException | EngineUnavailableException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static int fetch() throws ConfigException {
    try {
      var library = EngineLibrary.locate(Cache.folder(System.getenv()), System.err);
      log.atDebug().addKeyValue("library", library).log("engine is here");
      return 0;
    } catch (FetchException e) {
      throw new ConfigException(String.valueOf(e.getMessage()));
    }
  }

  private static Engine open(Config config) throws FetchException, EngineUnavailableException {
    return Engine.open(
        EngineLibrary.locate(Cache.folder(System.getenv()), System.err),
        config.get(CommonSettings.DATA_DIR).resolve("clickhouse"));
  }

  private static ClickHouseHttpServer listen(
      Engine engine, String host, int port, Access access, Duration grace) throws ConfigException {
    try {
      return ClickHouseHttpServer.start(engine, host, port, access, grace);
    } catch (IOException e) {
      throw new ConfigException(
          "port "
              + port
              + " on "
              + host
              + " is in use or not allowed; CLICKHOUSE_PORT sets another ("
              + e.getMessage()
              + ")");
    }
  }
}
