package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.Engine;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** ClickHouse's HTTP interface over an open engine, which it does not own. */
public final class ClickHouseHttpServer implements AutoCloseable {
  private static final int RUNNING = 32;
  private static final int WAITING = 96;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration LAST_ANSWERS = Duration.ofSeconds(3);
  private static final Duration LOOK_FOR_CLIENT = Duration.ofMillis(250);

  /** As ClickHouse's {@code http_max_uri_size}, with room for the other headers. */
  private static final int MAX_HEADERS = (1 << 20) + (64 << 10);

  /** The engine parses recursively and judges the depth by the stack it finds. */
  private static final long STACK = 16L << 20;

  private final ClientWatch watch = new ClientWatch(LOOK_FOR_CLIENT);
  private final StatementRunner runner;
  private final Server server;
  private final ServerConnector connector;

  private ClickHouseHttpServer(Engine engine, Access access, Duration grace) {
    runner = new StatementRunner(engine, new QueryGate(RUNNING, WAITING, PATIENCE), watch, grace);
    QueuedThreadPool threads =
        new QueuedThreadPool(
            RUNNING + WAITING + 16,
            4,
            60_000,
            -1,
            null,
            null,
            task -> Thread.ofPlatform().stackSize(STACK).daemon().unstarted(task));
    threads.setName("clickhouse-http");
    server = new Server(threads);
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setRequestHeaderSize(MAX_HEADERS);
    connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setIdleTimeout(IDLE.toMillis());
    server.addConnector(connector);
    // Statements have ended when the server stops; their answers may still be on the way out.
    server.setHandler(new GracefulHandler(new QueryHandler(runner, access, engine.version())));
    server.setStopTimeout(LAST_ANSWERS.toMillis());
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for any free one
   * @param grace how long a close waits for running statements
   * @throws IOException when the port is taken
   */
  public static ClickHouseHttpServer start(
      Engine engine, String host, int port, Access access, Duration grace) throws IOException {
    ClickHouseHttpServer http = new ClickHouseHttpServer(engine, access, grace);
    http.connector.setHost(host);
    http.connector.setPort(port);
    try {
      http.server.start();
      return http;
    } catch (Exception e) {
      http.close();
      if (e instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException("the HTTP server did not start", e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return connector.getLocalPort();
  }

  /** Refuses new statements, lets running ones end within the grace, then stops them. */
  @Override
  public void close() {
    runner.close();
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    } finally {
      watch.close();
    }
  }
}
