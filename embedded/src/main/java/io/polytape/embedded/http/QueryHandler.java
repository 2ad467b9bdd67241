package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
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

  private final StatementRunner runner;
  private final Access access;
  private final String version;

  QueryHandler(StatementRunner runner, Access access, String version) {
    this.runner = runner;
    this.access = access;
    this.version = version;
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
    ResultResponse result = new ResultResponse(response, OutputEncoding.PLAIN, version, 0);
    try {
      QueryRequest query =
          QueryRequest.parse(request.getHttpURI().getQuery(), request.getHeaders());
      String queryId = query.parameter("query_id").orElseGet(() -> UUID.randomUUID().toString());
      headers.put("X-ClickHouse-Query-Id", queryId);
      access.check(query);
      result = new ResultResponse(response, OutputEncoding.of(query), version, heldBack(query));
      RequestBody text = RequestBody.read(query, body, maxQuerySize(query));
      Statement statement = Statement.parse(text.head(), text.whole());
      return result.finish(runner.run(request, response, query, statement, text, result, readOnly));
    } catch (EngineException e) {
      drain(body);
      return result.fail(e);
    } catch (BlockInputStream.CorruptBlockException e) {
      drain(body);
      return result.fail(
          EngineException.of(271, "CANNOT_DECOMPRESS", String.valueOf(e.getMessage())));
    } catch (IOException e) {
      if (result.begun()) {
        throw e;
      }
      // Either the body is not what its headers say, or nobody is there to read this.
      return result.fail(
          EngineException.of(
              33, "CANNOT_READ_ALL_DATA", "Cannot read the request: " + e.getMessage()));
    } finally {
      result.close();
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
