package io.polytape.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A whole HTTP response.
 *
 * @param length how many bytes of {@code buffer} are the body
 */
public record Reply(
    int status, String contentType, Map<String, String> headers, byte[] buffer, int length) {
  public static final String JSON = "application/json";

  public Reply {
    headers = Map.copyOf(headers);
  }

  public static Reply json(int status, String body) {
    return of(status, JSON, Map.of(), body);
  }

  public static Reply of(int status, String contentType, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Reply(status, contentType, headers, bytes, bytes.length);
  }

  public Reply withHeaders(Map<String, String> more) {
    return new Reply(status, contentType, more, buffer, length);
  }

  /** The same with only the first bytes of the body. */
  public Reply cut(int bytes) {
    return new Reply(status, contentType, headers, buffer, bytes);
  }
}
