package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.Engine;
import io.polytape.embedded.clickhouse.EngineConnection;
import io.polytape.embedded.clickhouse.EngineException;
import io.polytape.embedded.clickhouse.QueryStats;
import io.polytape.embedded.clickhouse.QueryText;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.UUID;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every request: the small fixed pages, and statements. */
final class QueryHandler extends Handler.Abstract {
  private static final Logger log = LoggerFactory.getLogger(QueryHandler.class);
  private static final int DEFAULT_MAX_QUERY_SIZE = 262_144;
  private static final int LARGEST_MAX_QUERY_SIZE = 64 << 20;

  /** What is read and thrown away after a failed insert, so that its sender gets the answer. */
  private static final long MAX_DRAIN = 1L << 30;

  private final Engine engine;
  private final Access access;
  private final QueryGate gate;
  private final ClientWatch watch;
  private final RunningStatements running;

  QueryHandler(
      Engine engine, Access access, QueryGate gate, ClientWatch watch, RunningStatements running) {
    this.engine = engine;
    this.access = access;
    this.gate = gate;
    this.watch = watch;
    this.running = running;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // A statement may compute for longer than any idle connection is kept.
    request.addIdleTimeoutListener(timeout -> false);
    try {
      if (answer(request, response)) {
        callback.succeeded();
      } else {
        callback.failed(new IOException("the answer ended with an error after it had begun"));
      }
    } catch (IOException e) {
      log.atDebug().setCause(e).log("client went away");
      callback.failed(e);
    }
    return true;
  }

  private boolean answer(Request request, Response response) throws IOException {
    String path = Request.getPathInContext(request);
    String method = request.getMethod();
    boolean get = method.equals("GET") || method.equals("HEAD");
    if (!get && !method.equals("POST") && !method.equals("PUT")) {
      return plain(response, 501, "Unsupported method " + method + "\n");
    }
    boolean bare = get && request.getHttpURI().getQuery() == null;
    return switch (path) {
      case "/ping", "/replicas_status" -> plain(response, 200, "Ok.\n");
      case "/", "/query" ->
          bare ? plain(response, 200, "Ok.\n") : statement(request, response, get);
      default -> plain(response, 404, "There is no handle " + path + "\n");
    };
  }

  private static boolean plain(Response response, int status, String text) throws IOException {
    response.setStatus(status);
    response.getHeaders().put("Content-Type", "text/html; charset=UTF-8");
    Content.Sink.write(response, true, text, Callback.NOOP);
    return true;
  }

  private boolean statement(Request request, Response response, boolean readOnly)
      throws IOException {
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("X-ClickHouse-Server-Display-Name", "polytape");
    InputStream body = Content.Source.asInputStream(request);
    ResultResponse result = new ResultResponse(response, OutputEncoding.PLAIN, engine.version(), 0);
    try {
      QueryRequest query =
          QueryRequest.parse(request.getHttpURI().getQuery(), request.getHeaders());
      String queryId = query.parameter("query_id").orElseGet(() -> UUID.randomUUID().toString());
      headers.put("X-ClickHouse-Query-Id", queryId);
      access.check(query);
      result =
          new ResultResponse(response, OutputEncoding.of(query), engine.version(), heldBack(query));
      RequestBody text = RequestBody.read(query, body, maxQuerySize(query));
      Statement statement = Statement.parse(text.head(), text.whole());
      result.finish(run(request, headers, query, statement, text, result, readOnly));
      return true;
    } catch (EngineException e) {
      drain(body);
      return result.fail(e);
    } catch (BlockInputStream.CorruptBlockException e) {
      drain(body);
      return result.fail(
          EngineException.of(271, "CANNOT_DECOMPRESS", String.valueOf(e.getMessage())));
    } finally {
      result.close();
    }
  }

  private QueryStats run(
      Request request,
      HttpFields.Mutable headers,
      QueryRequest query,
      Statement statement,
      RequestBody text,
      ResultResponse result,
      boolean readOnly)
      throws EngineException, IOException {
    Map<String, String> settings = query.settings();
    String tag = (settings.getOrDefault("log_comment", "") + " " + UUID.randomUUID()).strip();
    gate.enter();
    try (EngineConnection connection = engine.connect();
        var _ = running.add(tag)) {
      if (query.database().isPresent()) {
        connection.use(query.database().get());
      }
      settings.put("log_comment", tag);
      if (readOnly) {
        settings.put("readonly", "2");
      }
      connection.set(settings);
      headers.put("X-ClickHouse-Timezone", settings.getOrDefault("session_timezone", "UTC"));
      Map<String, String> parameters = query.statementParameters();
      return switch (statement) {
        case Statement.Insert insert -> {
          String format = insert.format().or(query::defaultFormat).orElse("Values");
          yield connection.insert(
              new QueryText(insert.sql(), format, parameters), text.from(insert.rowsStart()));
        }
        case Statement.Query select -> {
          String format = query.defaultFormat().orElse("TabSeparated");
          String output = select.format().orElse(format);
          headers.put("X-ClickHouse-Format", output);
          headers.put("Content-Type", ContentFormats.typeOf(output));
          try (var _ =
              watch.watch(
                  request.getConnectionMetaData().getConnection().getEndPoint(), () -> kill(tag))) {
            QueryText queryText = new QueryText(select.sql(), format, parameters);
            // Only a whole run counts what was read for an answer without bytes.
            yield output.equalsIgnoreCase("Null")
                ? connection.runWhole(queryText, result)
                : connection.run(queryText, result);
          }
        }
      };
    } catch (EngineException | IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      gate.leave();
    }
  }

  private void kill(String tag) {
    try {
      engine.kill(tag);
    } catch (EngineException e) {
      log.atWarn().setCause(e).log("statement of a client that went away was not stopped");
    }
  }

  private static long heldBack(QueryRequest query) {
    if (query.flag("wait_end_of_query")) {
      return Long.MAX_VALUE;
    }
    return query
        .parameter("buffer_size")
        .filter(size -> size.matches("\\d{1,9}"))
        .map(Long::valueOf)
        .orElse((long) ResultResponse.HELD_BACK);
  }

  private static int maxQuerySize(QueryRequest query) {
    return query
        .parameter("max_query_size")
        .filter(size -> size.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .map(size -> size == 0 ? LARGEST_MAX_QUERY_SIZE : Math.min(size, LARGEST_MAX_QUERY_SIZE))
        .orElse(DEFAULT_MAX_QUERY_SIZE);
  }

  private static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    try {
      long drained = 0;
      int read;
      while (drained < MAX_DRAIN && (read = body.read(buffer)) >= 0) {
        drained += read;
      }
    } catch (EOFException e) {
      log.atDebug().setCause(e).log("client ended its request early");
    }
  }
}
