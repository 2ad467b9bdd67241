package io.polytape.dashboard.web;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.polytape.common.market.TokenId;
import io.polytape.dashboard.live.EventFilter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameters of requests, checked; every fault is an answer 400 with what was expected. */
final class Parameters {
  private Parameters() {}

  static EventFilter filter(Context context) {
    try {
      return EventFilter.of(list(context, "token"), list(context, "market"), list(context, "type"));
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
  }

  /** A parameter that may be repeated, and may hold several values separated by commas. */
  static List<String> list(Context context, String name) {
    var values = new ArrayList<String>();
    for (String each : context.queryParams(name)) {
      for (String value : each.split(",", -1)) {
        if (!value.isEmpty()) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** The token in the path. */
  static String token(Context context) {
    String token = context.pathParam("token");
    if (!TokenId.isValid(token)) {
      throw bad("expected a decimal token id");
    }
    return token;
  }

  static Set<String> tokens(List<String> tokens) {
    if (tokens.isEmpty() || tokens.size() > EventFilter.MOST) {
      throw bad("expected 1 to " + EventFilter.MOST + " token ids in tokens");
    }
    if (!tokens.stream().allMatch(TokenId::isValid)) {
      throw bad("expected decimal token ids in tokens");
    }
    return new LinkedHashSet<>(tokens);
  }

  static HttpResponseException bad(String expected) {
    return new HttpResponseException(400, expected, Map.of());
  }
}
