package io.polytape.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.polytape.simulator.clob.LiveSide;
import io.polytape.simulator.clob.channel.ChannelRoutes;
import io.polytape.simulator.clob.channel.LiveFaults;
import io.polytape.simulator.clob.channel.Order;
import io.polytape.simulator.clob.rest.ClobRest;
import io.polytape.simulator.clob.rest.DataApi;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.http.Wire;
import io.polytape.simulator.world.Wallets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The routes of the live side: the market channel, its REST interfaces, controls and ledger. */
final class LiveRoutes {
  private static final List<Fault> FAULTS =
      List.of(
          Fault.RATE_LIMIT,
          Fault.SERVER_ERROR,
          Fault.TIMEOUT,
          Fault.RESET,
          Fault.TRUNCATED_JSON,
          Fault.DUPLICATE_PAGE,
          Fault.EMPTY_PAGE,
          Fault.UNKNOWN_FIELD,
          Fault.MISSING_FIELD);

  private final LiveSide live;
  private final Faults faults;
  private final Wire wire;
  private final Bodies bodies;
  private final ClobRest clob;
  private final DataApi data;

  LiveRoutes(
      LiveSide live,
      Faults faults,
      Wire wire,
      Bodies bodies,
      Wallets wallets,
      InstantSource clock) {
    this.live = live;
    this.faults = faults;
    this.wire = wire;
    this.bodies = bodies;
    this.clob = new ClobRest(live.venue(), clock);
    this.data = new DataApi(live.venue(), wallets);
  }

  void addTo(RoutesConfig routes) {
    new ChannelRoutes(live.channel()).addTo(routes);
    routes.get(
        "/book",
        context -> rest(context, fault -> clob.book(context.queryParam("token_id"), fault)));
    routes.post("/books", this::books);
    routes.get(
        "/midpoint",
        context -> rest(context, fault -> clob.midpoint(context.queryParam("token_id"))));
    routes.get(
        "/prices-history",
        context -> rest(context, fault -> clob.history(context.queryParamMap())));
    routes.get(
        "/trades", context -> rest(context, fault -> data.trades(context.queryParamMap(), fault)));
    routes.get("/control/books", this::state);
    routes.post("/control/books", this::setBooks);
    routes.get("/control/live-faults", this::faults);
    routes.post("/control/live-faults", this::setFaults);
    routes.get("/control/connections", context -> bodies.lines(context, connections(context)));
    routes.get(
        "/ledger/books", context -> bodies.lines(context, live.ledger().books().values().stream()));
    routes.get("/ledger/books/{token}", this::book);
    routes.get(
        "/ledger/books/{token}/changes",
        context ->
            bodies.lines(context, live.ledger().changes(context.pathParam("token")).stream()));
    routes.get("/ledger/live-trades", this::trades);
    routes.get(
        "/ledger/live-faults", context -> bodies.lines(context, live.faults().strikes().stream()));
  }

  private void rest(Context context, Function<@Nullable Fault, Reply> answer) {
    Fault fault = faults.draw(FAULTS).orElse(null);
    wire.send(context, fault, () -> answer.apply(fault));
  }

  private void books(Context context) {
    byte[] body = context.bodyAsBytes();
    rest(context, fault -> clob.books(body, fault));
  }

  private void book(Context context) {
    live.ledger()
        .book(context.pathParam("token"))
        .ifPresentOrElse(
            book -> bodies.write(context, book),
            () -> bodies.write(context.status(404), Map.of("error", "no such book")));
  }

  private Stream<?> connections(Context context) {
    String token = context.queryParam("token");
    List<Integer> following = token == null ? List.of() : live.channel().connections(token);
    return live.channel().connections().stream()
        .filter(view -> token == null || following.contains(view.connection()));
  }

  private void trades(Context context) {
    long after = Bodies.number(context, "after", -1, Integer.MAX_VALUE);
    int limit = (int) Bodies.number(context, "limit", Bodies.DEFAULT_ROWS, Bodies.MOST_ROWS);
    bodies.lines(context, live.ledger().trades(after + 1, limit));
  }

  private void setBooks(Context context) {
    JsonNode body = bodies.read(context);
    if (body.path("stop").asBoolean()) {
      live.rates(0, 0);
    } else if (body.path("start").asBoolean()) {
      live.resume();
    } else if (body.has("rate") || body.has("trades")) {
      live.rates(
          body.path("rate").asDouble(live.bookRate()),
          body.path("trades").asDouble(live.tradeRate()));
    } else if (body.has("burst") || body.has("burst_trades")) {
      live.burst(body.path("burst").asInt(0), body.path("burst_trades").asInt(0));
    } else {
      throw new IllegalArgumentException(
          "expected {\"rate\": changes per second, \"trades\": trades per second}, {\"burst\":"
              + " changes, \"burst_trades\": trades}, {\"stop\": true} or {\"start\": true}");
    }
    state(context);
  }

  private void state(Context context) {
    var state = new LinkedHashMap<String, Object>();
    state.put("tokens", live.ledger().tokens().size());
    state.put("rate", live.bookRate());
    state.put("trade_rate", live.tradeRate());
    state.put("trades", live.ledger().tradeCount());
    state.put("connections", live.channel().connections().size());
    state.put("overruns", live.channel().overruns());
    bodies.write(context, state);
  }

  private void faults(Context context) {
    var state = new LinkedHashMap<String, Object>();
    state.put("probabilities", live.faults().probabilities());
    state.put("waiting", live.faults().waiting());
    bodies.write(context, state);
  }

  /** One order as {@code {"fault": …}}, probabilities by name, or {@code {"clear": true}}. */
  private void setFaults(Context context) {
    JsonNode body = bodies.read(context);
    if (body.has("fault")) {
      live.faults().strike(order(body));
    } else if (body.path("clear").asBoolean()) {
      live.faults().clear();
    } else {
      for (var field : body.properties()) {
        live.faults().set(LiveFaults.named(field.getKey()), field.getValue().asDouble(-1));
      }
    }
    faults(context);
  }

  private static Order order(JsonNode body) {
    Order order = Order.of(LiveFaults.named(body.get("fault").asText()));
    for (var field : body.properties()) {
      JsonNode value = field.getValue();
      order =
          switch (field.getKey()) {
            case "fault" -> order;
            case "connection" -> order.on(value.asInt(-1));
            case "seconds" -> order.lasting(Duration.ofMillis((long) (value.asDouble(-1) * 1_000)));
            case "times" -> order.times(value.asInt(-1));
            case "token" -> order.tokens(value.asText());
            case "type" -> order.type(value.asText());
            default ->
                throw new IllegalArgumentException(
                    "live fault: expected connection, seconds, times, token or type, was "
                        + field.getKey());
          };
    }
    return order;
  }
}
