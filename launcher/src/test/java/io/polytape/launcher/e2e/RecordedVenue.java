package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.Javalin;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * A venue that plays a recording, once, to whoever has subscribed to all of its tokens. Its Gamma
 * lists their markets; its books by REST are out of order, so that every book is the recording's.
 */
final class RecordedVenue implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Javalin server;
  private final Set<Character> asked = new HashSet<>();
  private boolean isPlayed;

  RecordedVenue(Recording recording) {
    this.server =
        Javalin.create(
                config -> {
                  config.startup.showJavalinBanner = false;
                  config.routes.get("/markets/keyset", this::listed);
                  config.routes.get("/markets", this::bySlug);
                  config.routes.get(
                      "/events/keyset",
                      context ->
                          json(
                              context,
                              JSON.createObjectNode().set("events", JSON.createArrayNode())));
                  config.routes.get("/book", context -> context.status(503));
                  config.routes.post("/books", context -> context.status(503));
                  config.routes.get("/trades", RecordedVenue::trades);
                  config.routes.ws(
                      "/ws/market",
                      socket ->
                          socket.onMessage(
                              context -> {
                                if (context.message().equals("PING")) {
                                  context.send("PONG");
                                } else if (isToPlay(context.message())) {
                                  recording.frames().forEach(each -> context.send(each.text()));
                                }
                              }));
                })
            .start("127.0.0.1", 0);
  }

  String address() {
    return "127.0.0.1:" + server.port();
  }

  private synchronized boolean isToPlay(String subscription) {
    for (char letter : Recording.TOKENS.toCharArray()) {
      if (subscription.contains(Recording.token(letter))) {
        asked.add(letter);
      }
    }
    boolean now = !isPlayed && asked.size() == Recording.TOKENS.length();
    isPlayed |= now;
    return now;
  }

  private void listed(Context context) {
    ObjectNode page = JSON.createObjectNode();
    ArrayNode markets = page.putArray("markets");
    if (!"true".equals(context.queryParam("closed"))) {
      for (int n = 1; n <= 3; n++) {
        markets.add(market(n));
      }
    }
    json(context, page);
  }

  /** The market that the recording lists is known by its slug. */
  private void bySlug(Context context) {
    ArrayNode markets = JSON.createArrayNode();
    if (context.queryParams("slug").contains("market-4")) {
      markets.add(market(4));
    }
    json(context, markets);
  }

  private static ObjectNode market(int n) {
    String tokens =
        "[\"%s\",\"%s\"]"
            .formatted(
                Recording.token((char) ('A' + 2 * (n - 1))),
                Recording.token((char) ('B' + 2 * (n - 1))));
    return JSON.createObjectNode()
        .put("id", Integer.toString(1_000 + n))
        .put("question", "Question " + n + "?")
        .put("conditionId", Recording.condition(n))
        .put("slug", "market-" + n)
        .put("clobTokenIds", tokens)
        .put("outcomes", "[\"Yes\",\"No\"]")
        .put("active", true)
        .put("closed", false)
        .put("enableOrderBook", true)
        .put("acceptingOrders", true);
  }

  /** What the Data API knows of the one trade whose size the socket leaves out. */
  private static void trades(Context context) {
    ArrayNode rows = JSON.createArrayNode();
    if (Objects.equals(context.queryParam("market"), Recording.condition(1))) {
      rows.add(
          JSON.createObjectNode()
              .put("asset", Recording.token('B'))
              .put("conditionId", Recording.condition(1).toUpperCase(Locale.ROOT))
              .put("side", "BUY")
              .put("price", 0.51)
              .put("size", 12.345678)
              .put("timestamp", 1_763_700_000L)
              .put("transactionHash", "0x02"));
    }
    json(context, rows);
  }

  private static void json(Context context, JsonNode answer) {
    context.contentType("application/json").result(answer.toString());
  }

  /** What was subscribed so far, for the message of a failure. */
  synchronized List<Character> subscribed() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    server.stop();
  }
}
