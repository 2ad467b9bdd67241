package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import io.polytape.embedded.clickhouse.QueryStats;
import io.polytape.embedded.clickhouse.ResultSink;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/**
 * A statement's answer: the first megabyte waits, so that a short answer has its true counts and
 * its true status; a longer one is streamed.
 */
final class ResultResponse implements ResultSink, AutoCloseable {
  private static final int COPY = 64 * 1024;
  static final int HELD_BACK = 1 << 20;

  /** Errors of a streamed insert end with it, the others do not. */
  private static final Pattern VERSION = Pattern.compile("\\s*\\(version [0-9.]+[^()]*\\)\\s*$");

  private final Response response;
  private final OutputEncoding encoding;
  private final String version;
  private final long limit;
  private final long startNanos = System.nanoTime();
  private final HeldBack held = new HeldBack();
  private final String exceptionTag = UUID.randomUUID().toString().substring(0, 8);
  private @Nullable OutputStream out;
  private boolean done;
  private boolean reusable = true;

  /**
   * An answer that is not begun.
   *
   * @param limit how many bytes to hold back before the first is sent
   */
  ResultResponse(Response response, OutputEncoding encoding, String version, long limit) {
    this.response = response;
    this.encoding = encoding;
    this.version = version;
    this.limit = limit;
  }

  @Override
  public void accept(MemorySegment bytes, QueryStats soFar) throws IOException {
    OutputStream target = out;
    if (target == null && held.size() + bytes.byteSize() > limit) {
      target = begin(soFar);
    }
    copy(bytes, target == null ? held : target);
  }

  private static void copy(MemorySegment bytes, OutputStream target) throws IOException {
    byte[] buffer = new byte[(int) Math.min(COPY, bytes.byteSize())];
    for (long at = 0; at < bytes.byteSize(); at += buffer.length) {
      int part = (int) Math.min(buffer.length, bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, buffer, 0, part);
      target.write(buffer, 0, part);
    }
  }

  private OutputStream begin(QueryStats stats) throws IOException {
    summary(stats);
    response.getHeaders().put("X-ClickHouse-Exception-Tag", exceptionTag);
    encoding.describe(response.getHeaders());
    OutputStream target = encoding.wrap(Content.Sink.asOutputStream(response));
    out = target;
    held.moveTo(target);
    return target;
  }

  /** The connection must not carry another request after this one. */
  void endConnection() {
    reusable = false;
  }

  /** Whether a byte may have been sent. */
  boolean begun() {
    return out != null;
  }

  /**
   * Ends a good answer.
   *
   * @return whether the connection can go on
   */
  boolean finish(QueryStats stats) throws IOException {
    OutputStream target = out == null ? begin(stats) : out;
    target.close();
    done = true;
    return reusable;
  }

  /**
   * Ends the answer with an error: as an answer of its own while nothing is sent, else at the end
   * of what was sent, as ClickHouse does; the connection must then be broken off.
   *
   * @return whether the answer is whole, so that the connection can go on
   */
  boolean fail(EngineException error) throws IOException {
    if (done) {
      return reusable;
    }
    String message =
        VERSION.matcher(String.valueOf(error.getMessage())).replaceAll("")
            + " (version "
            + version
            + " (official build))\n";
    if (out != null) {
      failMidway(out, message);
      return false;
    }
    response.setStatus(ErrorStatus.of(error.name()));
    HttpFields.Mutable headers = response.getHeaders();
    headers.put("X-ClickHouse-Exception-Code", Integer.toString(error.code()));
    headers.put("Content-Type", "text/plain; charset=UTF-8");
    if (error.code() == 194) {
      headers.put("WWW-Authenticate", "Basic realm=\"ClickHouse\"");
    }
    summary(QueryStats.NONE);
    encoding.describe(headers);
    OutputStream target = encoding.wrap(Content.Sink.asOutputStream(response));
    target.write(message.getBytes(StandardCharsets.UTF_8));
    target.close();
    done = true;
    return reusable;
  }

  /** ClickHouse's frame around an error in the midst of a result, told by the header's tag. */
  private void failMidway(OutputStream target, String message) throws IOException {
    int length = message.getBytes(StandardCharsets.UTF_8).length;
    String frame =
        "\r\n__exception__\r\n"
            + exceptionTag
            + "\r\n"
            + message
            + length
            + " "
            + exceptionTag
            + "\r\n__exception__\r\n";
    target.write(frame.getBytes(StandardCharsets.UTF_8));
    target.flush();
  }

  @Override
  public void close() throws IOException {
    held.close();
  }

  private void summary(QueryStats stats) {
    response
        .getHeaders()
        .put(
            "X-ClickHouse-Summary",
            String.format(
                Locale.ROOT,
                "{\"read_rows\":\"%d\",\"read_bytes\":\"%d\",\"written_rows\":\"%d\","
                    + "\"written_bytes\":\"%d\",\"total_rows_to_read\":\"%d\","
                    + "\"result_rows\":\"%d\",\"result_bytes\":\"%d\",\"elapsed_ns\":\"%d\"}",
                stats.readRows(),
                stats.readBytes(),
                stats.writtenRows(),
                stats.writtenBytes(),
                stats.readRows(),
                stats.writtenRows() > 0 ? stats.writtenRows() : stats.resultRows(),
                stats.writtenRows() > 0 ? stats.writtenBytes() : stats.resultBytes(),
                System.nanoTime() - startNanos));
  }
}
