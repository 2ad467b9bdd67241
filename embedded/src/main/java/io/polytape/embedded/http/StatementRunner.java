package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.Engine;
import io.polytape.embedded.clickhouse.EngineConnection;
import io.polytape.embedded.clickhouse.EngineException;
import io.polytape.embedded.clickhouse.QueryStats;
import io.polytape.embedded.clickhouse.QueryText;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each statement in an engine session of its own, so that no setting, no current database and
 * no temporary table reaches another request.
 *
 * <p>A session costs about a tenth of a millisecond. Each statement is tagged in its {@code
 * log_comment}, by which it can be stopped.
 */
final class StatementRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StatementRunner.class);
  private static final Duration KILL_WAIT = Duration.ofSeconds(5);

  /** What the library sets as a local tool and a server does not. */
  private static final Map<String, String> AS_IN_A_SERVER =
      Map.of("implicit_select", "0", "allow_introspection_functions", "0");

  private final Engine engine;
  private final QueryGate gate;
  private final ClientWatch watch;
  private final Duration grace;
  private final RunningStatements running = new RunningStatements();

  /**
   * A runner on an open engine.
   *
   * @param grace how long a close waits for running statements
   */
  StatementRunner(Engine engine, QueryGate gate, ClientWatch watch, Duration grace) {
    this.engine = engine;
    this.gate = gate;
    this.watch = watch;
    this.grace = grace;
  }

  QueryStats run(
      Request request,
      Response response,
      QueryRequest query,
      Statement statement,
      RequestBody text,
      ResultResponse result,
      boolean readOnly)
      throws EngineException, IOException {
    Map<String, String> settings = new LinkedHashMap<>(AS_IN_A_SERVER);
    settings.putAll(query.settings());
    String tag = (settings.getOrDefault("log_comment", "") + " " + UUID.randomUUID()).strip();
    settings.put("log_comment", tag);
    if (readOnly) {
      settings.put("readonly", "2");
    }
    response
        .getHeaders()
        .put("X-ClickHouse-Timezone", settings.getOrDefault("session_timezone", "UTC"));
    gate.enter();
    try (EngineConnection connection = engine.connect();
        var _ = running.add(tag)) {
      if (query.database().isPresent()) {
        connection.use(query.database().get());
      }
      connection.set(settings);
      return switch (statement) {
        case Statement.Insert insert -> insert(connection, insert, query, text);
        case Statement.Query select -> {
          QueryText whole = describe(response.getHeaders(), select, query);
          yield query(connection, whole, request, result, tag);
        }
      };
    } finally {
      gate.leave();
    }
  }

  private static QueryStats insert(
      EngineConnection connection, Statement.Insert insert, QueryRequest query, RequestBody text)
      throws EngineException, IOException {
    String format = insert.format().or(query::defaultFormat).orElse("Values");
    return connection.insert(
        new QueryText(insert.sql(), format, query.statementParameters()),
        text.from(insert.rowsStart()));
  }

  private static QueryText describe(
      HttpFields.Mutable headers, Statement.Query select, QueryRequest query) {
    String fallback = query.defaultFormat().orElse("TabSeparated");
    String format = select.format().orElse(fallback);
    headers.put("X-ClickHouse-Format", format);
    headers.put("Content-Type", ContentFormats.typeOf(format));
    return new QueryText(select.sql(), format, query.statementParameters());
  }

  private QueryStats query(
      EngineConnection connection,
      QueryText text,
      Request request,
      ResultResponse result,
      String tag)
      throws EngineException, IOException {
    ClientWatch.Watched watched =
        watch.watch(request.getConnectionMetaData().getConnection().getEndPoint(), () -> kill(tag));
    try (watched) {
      // Only a whole run counts what was read for an answer without bytes.
      return text.format().equalsIgnoreCase("Null")
          ? connection.runWhole(text, result)
          : connection.run(text, result);
    } finally {
      if (!watched.clean()) {
        result.endConnection();
      }
    }
  }

  private void kill(String tag) {
    try {
      engine.kill(tag);
    } catch (EngineException e) {
      log.atWarn().setCause(e).log("statement was not stopped");
    }
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
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
