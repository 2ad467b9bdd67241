package io.polytape.simulator.http;

import java.util.Map;

/** The replies of a source in trouble. Which of several shapes is used goes round with a number. */
public final class Sabotage {
  private static final String GATEWAY =
      """
      <html>
      <head><title>502 Bad Gateway</title></head>
      <body><center><h1>502 Bad Gateway</h1></center><hr><center>cloudflare</center></body>
      </html>
      """;

  private Sabotage() {}

  /** 429: plain text with seconds to wait, JSON that says it in the body, or plain text alone. */
  public static Reply tooManyRequests(long turn) {
    return switch ((int) Math.floorMod(turn, 3L)) {
      case 0 -> Reply.of(429, "text/plain", Map.of("Retry-After", "1"), "Too Many Requests");
      case 1 ->
          Reply.of(
              429,
              Reply.JSON,
              Map.of("Retry-After", "1"),
              "{\"error\":\"rate limit exceeded\",\"retry_after_seconds\":1}");
      default -> Reply.of(429, "text/plain", Map.of(), "rate limited");
    };
  }

  /** 500 with JSON, or 502 with the gateway's page. */
  public static Reply serverError(long turn) {
    return Math.floorMod(turn, 2L) == 0
        ? Reply.json(500, "{\"type\":\"internal error\",\"error\":\"cannot get the information\"}")
        : Reply.of(502, "text/html", Map.of(), GATEWAY);
  }
}
