package io.polytape.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What every request passes first: only by a name that is this server's (a foreign page whose name
 * was pointed at a loopback address may not read it); only reading, but for a few paths that take
 * JSON from this server's own pages and from programs that are no browsers; and headers that forbid
 * a browser to run or load anything but this server's own files.
 */
final class Gate {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  private static final Set<String> POSTS =
      Set.of("/api/quotes", "/api/discovery/trigger", "/api/discovery/slug");

  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src"
              + " 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), geolocation=(), microphone=()",
          "Cache-Control",
          "no-store");

  private final String host;
  private final boolean anyHost;

  Gate(String host) {
    this.host = host.toLowerCase(Locale.ROOT);
    // Whoever listens on every address is reached by names that cannot be known here.
    this.anyHost = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
  }

  void check(Context context) {
    HEADERS.forEach(context::header);
    String method = context.req().getMethod();
    boolean isPost = method.equals("POST") && POSTS.contains(context.path());
    if (!method.equals("GET") && !method.equals("HEAD") && !isPost) {
      context.header("Allow", POSTS.contains(context.path()) ? "POST" : "GET, HEAD");
      throw new HttpResponseException(405, "only GET and HEAD");
    }
    String asked = context.req().getHeader("Host");
    if (!anyHost && !isOurs(asked == null ? "" : asked)) {
      throw new HttpResponseException(421, "not a name of this server; see DASHBOARD_HOST");
    }
    if (isPost) {
      checkOrigin(context);
      String type = context.req().getContentType();
      // A form of a foreign page cannot send this type without asking first, which is refused.
      if (type == null || !type.toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
        throw new HttpResponseException(415, "expected Content-Type: application/json");
      }
    }
  }

  /** What a WebSocket passes: browsers let foreign pages open them, and only say whose it is. */
  void checkUpgrade(Context context) {
    check(context);
    checkOrigin(context);
  }

  private static void checkOrigin(Context context) {
    String origin = context.req().getHeader("Origin");
    String host = context.req().getHeader("Host");
    String site = context.req().getHeader("Sec-Fetch-Site");
    boolean isOurs =
        origin == null
            || origin.equalsIgnoreCase("http://" + host)
            || origin.equalsIgnoreCase("https://" + host);
    boolean isSameSite = site == null || site.equals("same-origin") || site.equals("none");
    if (!isOurs || !isSameSite) {
      throw new HttpResponseException(403, "only this server's own pages may do this");
    }
  }

  private boolean isOurs(String asked) {
    String name = asked.toLowerCase(Locale.ROOT).replaceFirst(":\\d+$", "");
    return LOOPBACK.contains(name) || name.equals(host) || name.equals("[" + host + "]");
  }
}
