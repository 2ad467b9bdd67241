package io.polytape.dashboard.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.dashboard.live.EventFilter;
import io.polytape.dashboard.live.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command of a viewer: {@code {"op":"subscribe","tokens":[],"markets":[],"types":[]}}, where an
 * absent or empty list means any; {@code "unsubscribe"} with the same lists, or with none to end
 * all; {@code "ping"}. Each is answered.
 */
final class SocketCommand {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final StatusJson ANSWERS = new StatusJson();
  private static final int MOST_FILTERS = 50;

  private SocketCommand() {}

  /** Runs it and says how it went. */
  static String run(String text, Subscriber subscriber) {
    try {
      JsonNode command = JSON.readTree(text);
      return switch (command.path("op").asText("")) {
        case "subscribe" -> {
          if (!subscriber.add(filter(command), MOST_FILTERS)) {
            throw new IllegalArgumentException("expected at most " + MOST_FILTERS + " filters");
          }
          yield answer("subscribed", subscriber);
        }
        case "unsubscribe" -> {
          boolean isAll =
              !command.has("tokens") && !command.has("markets") && !command.has("types");
          if (isAll) {
            subscriber.removeAll();
          } else if (!subscriber.remove(filter(command))) {
            throw new IllegalArgumentException("expected the lists of a subscribe before");
          }
          yield answer("unsubscribed", subscriber);
        }
        case "ping" -> ANSWERS.text(Map.of("type", "pong"));
        default ->
            throw new IllegalArgumentException("expected subscribe, unsubscribe or ping in op");
      };
    } catch (JsonProcessingException e) {
      return error("expected a JSON object");
    } catch (IllegalArgumentException e) {
      return error(String.valueOf(e.getMessage()));
    }
  }

  private static String answer(String type, Subscriber subscriber) {
    return ANSWERS.text(Map.of("type", type, "filters", subscriber.filters()));
  }

  private static String error(String expected) {
    return ANSWERS.text(Map.of("type", "error", "error", expected));
  }

  private static EventFilter filter(JsonNode command) {
    return EventFilter.of(
        list(command, "tokens"), list(command, "markets"), list(command, "types"));
  }

  private static List<String> list(JsonNode command, String name) {
    JsonNode node = command.path(name);
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new IllegalArgumentException("expected a list of texts in " + name);
    }
    var values = new ArrayList<String>();
    for (JsonNode each : node) {
      if (!each.isTextual()) {
        throw new IllegalArgumentException("expected a list of texts in " + name);
      }
      values.add(each.asText());
    }
    return values;
  }
}
