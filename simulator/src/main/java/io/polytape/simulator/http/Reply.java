package io.polytape.simulator.http;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** A whole HTTP response. */
public final class Reply {
  public static final String JSON = "application/json";

  private final int status;
  private final String contentType;
  private final Map<String, String> headers;
  private final byte[] buffer;
  private final int length;

  /**
   * @param buffer holds the body; not to be written to afterwards
   * @param length how many bytes of the buffer are the body
   */
  public Reply(
      int status, String contentType, Map<String, String> headers, byte[] buffer, int length) {
    this.status = status;
    this.contentType = contentType;
    this.headers = Map.copyOf(headers);
    this.buffer = buffer;
    this.length = length;
  }

  public static Reply json(int status, String body) {
    return of(status, JSON, Map.of(), body);
  }

  public static Reply of(int status, String contentType, Map<String, String> headers, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return new Reply(status, contentType, headers, bytes, bytes.length);
  }

  /** The same with only the first bytes of the body. */
  public Reply cut(int bytes) {
    return new Reply(status, contentType, headers, buffer, Math.min(bytes, length));
  }

  public int status() {
    return status;
  }

  public String contentType() {
    return contentType;
  }

  public Map<String, String> headers() {
    return headers;
  }

  public byte[] buffer() {
    return buffer;
  }

  public int length() {
    return length;
  }

  public String body() {
    return new String(buffer, 0, length, StandardCharsets.UTF_8);
  }
}
