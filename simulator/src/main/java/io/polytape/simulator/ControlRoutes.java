package io.polytape.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.fault.Faults;
import io.polytape.simulator.ledger.Ledger;
import io.polytape.simulator.world.Blocks;
import io.polytape.simulator.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The routes that steer the simulator and tell the truth about it; no fault ever strikes them. */
final class ControlRoutes {
  private static final double DEFAULT_RATE = 20;
  private static final int DEFAULT_ROWS = 10_000;
  private static final int MOST_ROWS = 1_000_000;

  private final World world;
  private final Live live;
  private final Faults faults;
  private final Ledger ledger;
  private final ObjectMapper json =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .addModule(
              new SimpleModule()
                  .addSerializer(BigInteger.class, ToStringSerializer.instance)
                  .addSerializer(BigDecimal.class, new PlainDecimals()))
          .build();

  ControlRoutes(World world, Live live, Faults faults, Ledger ledger) {
    this.world = world;
    this.live = live;
    this.faults = faults;
    this.ledger = ledger;
  }

  void addTo(RoutesConfig routes) {
    routes.exception(
        IllegalArgumentException.class,
        (e, context) ->
            write(context.status(400), Map.of("error", String.valueOf(e.getMessage()))));
    routes.get("/control/state", this::state);
    routes.get("/control/faults", context -> write(context, faults.probabilities()));
    routes.post("/control/faults", this::setFaults);
    routes.post("/control/live", this::setLive);
    routes.post("/control/live/stop", this::stop);
    routes.post("/control/live/start", this::start);
    routes.post("/control/burst", this::burst);
    routes.get("/ledger/fills", this::fills);
    routes.get("/ledger/markets", context -> lines(context, ledger.markets().stream()));
    routes.get("/ledger/summary", context -> write(context, ledger.summary()));
  }

  private void setFaults(Context context) {
    var set = new EnumMap<Fault, Double>(Fault.class);
    for (var field : body(context).properties()) {
      Faults.put(set, field.getKey(), field.getValue().asText());
    }
    faults.set(set);
    write(context, faults.probabilities());
  }

  private void setLive(Context context) {
    JsonNode body = body(context);
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
    live.burst(body(context).path("fills").asInt(-1));
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
    write(context, state);
  }

  private void fills(Context context) {
    long after = number(context, "after", -1, Integer.MAX_VALUE);
    int limit = (int) number(context, "limit", DEFAULT_ROWS, MOST_ROWS);
    lines(context, ledger.fills(after + 1, limit));
  }

  private static long number(Context context, String name, long otherwise, long most) {
    String text = context.queryParam(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("-?[0-9]{1,12}")) {
      throw new IllegalArgumentException(name + ": expected a number, was " + text);
    }
    return Math.min(Long.parseLong(text), most);
  }

  private JsonNode body(Context context) {
    try {
      JsonNode body = json.readTree(context.bodyAsBytes());
      if (body != null && body.isObject()) {
        return body;
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("expected a JSON object as the body", e);
    }
    throw new IllegalArgumentException("expected a JSON object as the body");
  }

  private void write(Context context, Object value) {
    try {
      context.contentType("application/json").result(json.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One JSON object a line, written as it is made. */
  private void lines(Context context, Stream<?> rows) {
    context.contentType("application/x-ndjson");
    try (JsonGenerator out = json.createGenerator(context.outputStream())) {
      out.setRootValueSeparator(null);
      for (var row = rows.iterator(); row.hasNext(); ) {
        json.writeValue(out, row.next());
        out.writeRaw('\n');
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the client went away", e);
    }
  }
}
