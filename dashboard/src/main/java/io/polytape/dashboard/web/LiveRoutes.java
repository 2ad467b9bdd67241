package io.polytape.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.polytape.common.worker.TransientException;
import io.polytape.dashboard.live.BookView;
import io.polytape.dashboard.live.DiscoveryRequests;
import io.polytape.dashboard.live.Followed;
import io.polytape.dashboard.live.Live;
import io.polytape.dashboard.live.MarketQuery;
import io.polytape.dashboard.live.QuoteView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The API of quotes, books, followed markets and discovery; it only translates. */
final class LiveRoutes {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int DISCOVERY_BURST = 5;
  private static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(2);

  private final Live live;
  private final Latest latest;
  private final StatusJson json;
  private final RateLimit discoveryLimit = new RateLimit(DISCOVERY_BURST, DISCOVERY_INTERVAL);

  LiveRoutes(Live live, Latest latest, StatusJson json) {
    this.live = live;
    this.latest = latest;
    this.json = json;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/quotes/{token}", this::quote);
    routes.get("/api/quotes", context -> quotes(context, Parameters.list(context, "tokens")));
    routes.post("/api/quotes", context -> quotes(context, tokens(body(context))));
    routes.get("/api/books/{token}", this::book);
    routes.get("/api/markets/live", this::markets);
    routes.get("/api/history/{token}", this::history);
    routes.get("/api/status/tokens", this::tokens);
    routes.post("/api/discovery/trigger", context -> discover(context, null));
    routes.post("/api/discovery/slug", context -> discover(context, slug(body(context))));
    routes.get("/api/events", new EventStream(live.feed())::serve);
    routes.ws("/ws/live", new EventSocket(live.feed())::configure);
    routes.exception(
        TransientException.class,
        (e, context) -> {
          context.header("Retry-After", "2");
          error(context, 503, String.valueOf(e.getMessage()));
        });
  }

  private void quote(Context context) throws TransientException {
    String token = Parameters.token(context);
    Optional<BookView> found = live.hotCache().quote(token);
    if (found.isEmpty()) {
      unknown(context, token);
      return;
    }
    answer(context, Map.of("quote", found.get().quote(), "vwap", found.get().vwap()));
  }

  private void quotes(Context context, List<String> asked) throws TransientException {
    Set<String> tokens = Parameters.tokens(asked);
    List<QuoteView> found = live.hotCache().quotes(tokens);
    var unknown = new ArrayList<>(tokens);
    found.forEach(each -> unknown.remove(each.tokenId()));
    answer(context, Map.of("quotes", found, "unknown", unknown));
  }

  private void book(Context context) throws TransientException {
    String token = Parameters.token(context);
    Optional<BookView> found = live.hotCache().book(token);
    if (found.isEmpty()) {
      unknown(context, token);
      return;
    }
    answer(context, found.get());
  }

  private void unknown(Context context, String token) {
    error(
        context,
        404,
        live.followed().isFollowed(token)
            ? "the token is followed and has no book yet"
            : "the token is not followed");
  }

  private void markets(Context context) {
    MarketQuery query;
    try {
      query =
          MarketQuery.of(
              context.queryParam("search"),
              context.queryParam("sort"),
              context.queryParam("offset"),
              context.queryParam("limit"));
    } catch (IllegalArgumentException e) {
      throw Parameters.bad(String.valueOf(e.getMessage()));
    }
    Followed followed = live.followed();
    MarketQuery.Page page = query.of(followed.markets());
    var fields = new LinkedHashMap<String, Object>();
    fields.put("at", followed.at());
    fields.put("total", page.total());
    fields.put("offset", query.offset());
    fields.put("markets", page.markets());
    answer(context, fields);
  }

  private void history(Context context) {
    answer(context, live.history().of(Parameters.token(context)));
  }

  private void tokens(Context context) {
    Latest.Sample sample = latest.current();
    if (sample == null) {
      error(context, 503, "the first sample is not taken yet");
      return;
    }
    answer(
        context,
        Map.of(
            "counts", sample.status().live().tokens(),
            "named", live.named(),
            "discovery", sample.status().live().discovery()));
  }

  private void discover(Context context, @Nullable String slug) throws TransientException {
    if (!discoveryLimit.tryPass()) {
      context.header("Retry-After", Long.toString(DISCOVERY_INTERVAL.toSeconds()));
      error(context, 429, "too many requests to look for tokens; try again in a moment");
      return;
    }
    boolean isTaken = slug == null ? live.discovery().trigger() : live.discovery().slug(slug);
    if (isTaken) {
      context.status(202);
      answer(context, Map.of("accepted", true));
    } else {
      context.header("Retry-After", "10");
      error(context, 503, "too many requests wait already; is polymarket-ingester running?");
    }
  }

  private static JsonNode body(Context context) {
    try {
      JsonNode body = JSON.readTree(context.body());
      if (body.isObject()) {
        return body;
      }
    } catch (JsonProcessingException e) {
      throw Parameters.bad("expected a JSON object");
    }
    throw Parameters.bad("expected a JSON object");
  }

  private static List<String> tokens(JsonNode body) {
    var tokens = new ArrayList<String>();
    body.path("tokens").forEach(each -> tokens.add(each.asText("")));
    return tokens;
  }

  private static String slug(JsonNode body) {
    String slug = body.path("slug").asText("");
    if (!DiscoveryRequests.isSlug(slug)) {
      throw Parameters.bad("expected a slug of a-z, 0-9 and hyphens, at most 200 characters");
    }
    return slug;
  }

  private void answer(Context context, Object value) {
    context.contentType("application/json").result(json.bytes(value));
  }

  private void error(Context context, int status, String text) {
    context.status(status);
    answer(context, Map.of("error", text));
  }
}
