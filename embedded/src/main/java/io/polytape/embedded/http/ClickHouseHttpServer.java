package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.Engine;
import io.polytape.embedded.clickhouse.EngineException;
import java.io.IOException;
import java.time.Duration;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ClickHouse's HTTP interface over an open engine, which it does not own. */
public final class ClickHouseHttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClickHouseHttpServer.class);
  private static final int RUNNING = 32;
  private static final int WAITING = 96;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration LOOK_FOR_CLIENT = Duration.ofMillis(250);
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  /** As ClickHouse's {@code http_max_uri_size}, with room for the other headers. */
  private static final int MAX_HEADERS = (1 << 20) + (64 << 10);

  /** The engine parses recursively and judges the depth by the stack it finds. */
  private static final long STACK = 16L << 20;

  private final Engine engine;
  private final Duration grace;
  private final QueryGate gate = new QueryGate(RUNNING, WAITING, PATIENCE);
  private final ClientWatch watch = new ClientWatch(LOOK_FOR_CLIENT);
  private final RunningStatements running = new RunningStatements();
  private final Server server;
  private final ServerConnector connector;

  private ClickHouseHttpServer(Engine engine, Access access, Duration grace) {
    this.engine = engine;
    this.grace = grace;
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
    server.setHandler(new QueryHandler(engine, access, gate, watch, running));
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
    gate.close();
    try {
      if (!gate.awaitIdle(grace)) {
        running.tags().forEach(this::kill);
        if (!gate.awaitIdle(KILL_WAIT)) {
          log.atWarn().log("statements still run at shutdown");
        }
      }
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP server did not stop", e);
    } finally {
      watch.close();
    }
  }

  private void kill(String tag) {
    try {
      engine.kill(tag);
    } catch (EngineException e) {
      log.atWarn().setCause(e).log("statement was not stopped");
    }
  }
}
