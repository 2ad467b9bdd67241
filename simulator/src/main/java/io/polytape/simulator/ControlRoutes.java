package io.polytape.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.world.Blocks;
import io.polytape.simulator.world.World;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** The routes that steer the simulator and tell the truth about it; no fault ever strikes them. */
final class ControlRoutes {
  private static final double DEFAULT_RATE = 20;

  private final World world;
  private final Live live;
  private final Faults faults;
  private final Ledger ledger;
  private final Bodies bodies;

  ControlRoutes(World world, Live live, Faults faults, Ledger ledger, Bodies bodies) {
    this.world = world;
    this.live = live;
    this.faults = faults;
    this.ledger = ledger;
    this.bodies = bodies;
  }

  void addTo(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class,
        (e, context) ->
            bodies.write(context.status(400), Map.of("error", String.valueOf(e.getMessage()))));
    routes.get("/control/state", this::state);
    routes.get("/control/faults", context -> bodies.write(context, faults.probabilities()));
    routes.post("/control/faults", this::setFaults);
    routes.post("/control/live", this::setLive);
    routes.post("/control/live/stop", this::stop);
    routes.post("/control/live/start", this::start);
    routes.post("/control/burst", this::burst);
    routes.get("/ledger/fills", this::fills);
    routes.get("/ledger/markets", context -> bodies.lines(context, ledger.markets().stream()));
    routes.get("/ledger/summary", context -> bodies.write(context, ledger.summary()));
  }

  private void setFaults(Context context) {
    var set = new EnumMap<Fault, Double>(Fault.class);
    for (var field : bodies.read(context).properties()) {
      Faults.put(set, field.getKey(), field.getValue().asText());
    }
    faults.set(set);
    bodies.write(context, faults.probabilities());
  }

  private void setLive(Context context) {
    JsonNode body = bodies.read(context);
    if (body.has("rate")) {
      live.rate(body.get("rate").asDouble(-1));
    } else if (body.path("stop").asBoolean()) {
      live.rate(0);
    } else if (body.path("start").asBoolean()) {
      live.start(DEFAULT_RATE);
    } else {
      throw new IllegalArgumentException(
          "expected {\"rate\": fills per second}, {\"stop\": true} or {\"start\": true}");
    }
    state(context);
  }

  private void stop(Context context) {
    live.rate(0);
    state(context);
  }

  private void start(Context context) {
    live.start(DEFAULT_RATE);
    state(context);
  }

  private void burst(Context context) {
    live.burst(bodies.read(context).path("fills").asInt(-1));
    state(context);
  }

  private void state(Context context) {
    long now = live.advance();
    World.Visible visible = world.visible();
    var state = new LinkedHashMap<String, Object>();
    state.put("seed", world.config().seed());
    state.put("anchor", world.config().anchor().toString());
    state.put("now", now);
    state.put("head_block", Blocks.numberOf(visible.head()));
    state.put("fills", visible.fills());
    state.put("most_fills", world.config().maxFills());
    state.put("markets", world.markets(now, 0).size());
    state.put("market_time", world.marketTime());
    state.put("rate", world.rate());
    state.put("faults", faults.probabilities());
    state.put("struck", faults.struck());
    bodies.write(context, state);
  }

  private void fills(Context context) {
    long after = Bodies.number(context, "after", -1, Integer.MAX_VALUE);
    int limit = (int) Bodies.number(context, "limit", Bodies.DEFAULT_ROWS, Bodies.MOST_ROWS);
    bodies.lines(context, ledger.fills(after + 1, limit));
  }
}
