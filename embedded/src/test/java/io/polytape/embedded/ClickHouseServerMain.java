package io.polytape.embedded;

import io.polytape.embedded.clickhouse.Engine;
import io.polytape.embedded.fetch.Cache;
import io.polytape.embedded.fetch.EngineLibrary;
import io.polytape.embedded.http.Access;
import io.polytape.embedded.http.ClickHouseHttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;

/** The fixture's child process: serves a folder on a port until its standard input ends. */
final class ClickHouseServerMain {
  static final String READY = "clickhouse ready on port ";

  private ClickHouseServerMain() {}

  public static void main(String[] arguments) throws Exception {
    Path library = EngineLibrary.locate(Cache.folder(System.getenv()), System.err);
    Engine engine = Engine.open(library, Path.of(arguments[0]));
    ClickHouseHttpServer http =
        ClickHouseHttpServer.start(
            engine,
            "127.0.0.1",
            Integer.parseInt(arguments[1]),
            arguments.length > 2 ? Access.of("default", arguments[2]) : Access.open(),
            Duration.ofSeconds(5));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  http.close();
                  engine.close();
                }));
    System.out.println(READY + http.port());
    waitForParent();
    System.exit(0);
  }

  /** The parent holds the other end: whatever way it dies, this process ends too. */
  private static void waitForParent() throws IOException {
    System.in.transferTo(OutputStream.nullOutputStream());
  }
}
