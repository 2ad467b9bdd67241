package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.http.RateLimiter;
import io.polytape.common.http.SourceGuard;
import io.polytape.common.http.SourceHttp;
import io.polytape.common.worker.TransientException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The Gamma REST interface: pages of rows as JSON, whatever form the listing has. */
final class GammaClient {
  static final String STAGE = "gamma";

  /** Rows on a page; the venue gives no more. */
  private static final int LIMIT = 100;

  private final HttpUrl base;
  private final SourceHttp http;
  private final SourceGuard guard;
  private final RateLimiter markets;
  private final RateLimiter events;

  GammaClient(
      URI base, SourceHttp http, SourceGuard guard, RateLimiter markets, RateLimiter events) {
    this.base = HttpUrl.get(base.toString());
    this.http = http;
    this.guard = guard;
    this.markets = markets;
    this.events = events;
  }

  /** A parameter of a request; may be repeated. */
  record Parameter(String name, String value) {}

  /** What a listing answered. */
  sealed interface Answer {
    /**
     * Rows.
     *
     * @param next cursor of the next page; null on the last one, and always for offset listings
     */
    record Page(List<JsonNode> rows, @Nullable String next) implements Answer {}

    /** There is no such endpoint (404, 410). */
    record Absent() implements Answer {}

    /** The parameters are refused (400, 414, 422). */
    record Refused(String reason) implements Answer {}
  }

  /** A page of {@code /kind/keyset}. */
  Answer keyset(String kind, List<Parameter> parameters, @Nullable String cursor)
      throws TransientException, InterruptedException {
    var url = url(kind, parameters).addPathSegment("keyset");
    if (cursor != null) {
      url.addQueryParameter("after_cursor", cursor);
    }
    return get(kind, url.build());
  }

  /** A page of {@code /kind} by offset. */
  Answer offset(String kind, List<Parameter> parameters, int offset)
      throws TransientException, InterruptedException {
    var url = url(kind, parameters).addQueryParameter("offset", Integer.toString(offset));
    return get(kind, url.build());
  }

  /** Rows of {@code /kind} without paging. */
  Answer some(String kind, List<Parameter> parameters)
      throws TransientException, InterruptedException {
    return get(kind, url(kind, parameters).build());
  }

  private HttpUrl.Builder url(String kind, List<Parameter> parameters) {
    var url = base.newBuilder().addPathSegment(kind);
    url.addQueryParameter("limit", Integer.toString(LIMIT));
    parameters.forEach(each -> url.addQueryParameter(each.name(), each.value()));
    return url;
  }

  private Answer get(String kind, HttpUrl url) throws TransientException, InterruptedException {
    return guard.call(kind.equals("events") ? events : markets, () -> read(kind, http.get(url)));
  }

  private static Answer read(String kind, SourceHttp.Reply reply) throws TransientException {
    switch (reply.status()) {
      case 200 -> {}
      case 404, 405, 410 -> {
        return new Answer.Absent();
      }
      case 400, 414, 422 -> {
        return new Answer.Refused("HTTP " + reply.status());
      }
      default -> throw new TransientException(STAGE, "expected HTTP 200, was " + reply.status());
    }
    JsonNode tree;
    try {
      tree = GammaText.tree(reply.body());
    } catch (IOException e) {
      throw new TransientException(STAGE, "the answer to /" + kind + " is not whole JSON", e);
    }
    JsonNode rows = tree.isArray() ? tree : tree.path(kind);
    if (!rows.isArray()) {
      throw new TransientException(STAGE, "the answer to /" + kind + " holds no list of rows");
    }
    var list = new ArrayList<JsonNode>(rows.size());
    rows.forEach(list::add);
    String next = GammaText.text(tree, "next_cursor");
    return new Answer.Page(list, next.isEmpty() ? null : next);
  }
}
