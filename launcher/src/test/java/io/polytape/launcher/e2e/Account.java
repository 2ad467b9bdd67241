package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a recording must leave behind: rows, dead letters, and counts by name; nothing else. */
final class Account {
  /** What an event that makes no row of its own is counted as behind the book processor. */
  private static final Map<String, String> ROWLESS =
      Map.of(
          "compared", "best_bid_ask compared",
          "older statement", "best_bid_ask older",
          "early statement", "best_bid_ask before the book",
          "same book", "book same",
          "older book", "book older",
          "same tick", "tick_size_change same");

  /** By the names of {@code clob:events}. */
  final Map<String, Long> heard = new TreeMap<>();

  /** By the names of {@code market_events:outcomes}. */
  final Map<String, Long> rowless = new TreeMap<>();

  final List<String> changes = new ArrayList<>();
  final List<String> trades = new ArrayList<>();
  final List<String> books = new ArrayList<>();
  final List<String> gaps = new ArrayList<>();

  /** The bytes that are set aside before they are events. */
  final List<String> letters = new ArrayList<>();

  int refused;

  Account(Recording recording) {
    for (Recording.Frame frame : recording.frames()) {
      heard("frames");
      if (!frame.gap().isEmpty()) {
        gaps.add(frame.gap());
      }
      var outcomes = new ArrayList<>(frame.outcomes());
      for (JsonNode event : frame.events()) {
        take(frame, event, outcomes);
      }
      // What is not of one event is of the whole frame.
      for (String outcome : outcomes) {
        letters.add(frame.text());
        heard(outcome.equals("bad frame") ? "bad_frame" : outcome);
      }
    }
  }

  private void heard(String name) {
    heard.merge(name, 1L, Long::sum);
  }

  private void take(Recording.Frame frame, JsonNode event, List<String> outcomes) {
    String type = type(event);
    if (type.equals("price_change") && !isSetAside(outcomes.getFirst())) {
      changes(event, outcomes);
      return;
    }
    String outcome = outcomes.removeFirst();
    if (isSetAside(outcome)) {
      letters.add(outcome.equals("stranger") ? frame.text() : event.toString());
      heard(outcome.equals("bad element") ? "bad_element" : outcome);
      return;
    }
    heard(type);
    switch (outcome) {
      case "book" -> books.add(book(event));
      case "refused book" -> refused++;
      case "trade" -> trades.add(trade(event, event.path("size").asText(), false));
      case "tick", "listed", "resolved" -> {}
      case "resend" -> heard("resend");
      case "resolved elsewhere" -> heard("market_resolved not followed");
      default -> {
        if (outcome.startsWith("trade of size ")) {
          trades.add(trade(event, outcome.substring("trade of size ".length()), true));
        } else {
          rowless.merge(Objects.requireNonNull(ROWLESS.get(outcome), outcome), 1L, Long::sum);
        }
      }
    }
  }

  private static boolean isSetAside(String outcome) {
    return outcome.equals("bad element")
        || outcome.equals("stranger")
        || outcome.startsWith("unknown type ");
  }

  private static String type(JsonNode event) {
    return event.path("event_type").asText(event.has("buys") ? "book" : "");
  }

  /** Changes of one token and hash are one event. */
  private void changes(JsonNode event, List<String> outcomes) {
    String last = "";
    for (JsonNode level :
        event.has("changes") ? event.path("changes") : event.path("price_changes")) {
      String token = level.path("asset_id").asText(event.path("asset_id").asText());
      if (!last.equals(token)) {
        heard("price_change");
        last = token;
      }
      String outcome = outcomes.removeFirst();
      if (outcome.equals("resend")) {
        heard("resend");
        continue;
      }
      changes.add(
          String.join(
              " ",
              token,
              event.path("timestamp").asText(),
              level.path("side").asText().toUpperCase(Locale.ROOT).equals("BUY") ? "BID" : "ASK",
              plain(level.path("price").asText()),
              plain(level.path("size").asText()),
              switch (outcome) {
                case "applied" -> "true";
                case "not applied" -> "false";
                default -> throw new IllegalArgumentException(outcome);
              }));
    }
  }

  private static String trade(JsonNode event, String size, boolean isBackfilled) {
    return String.join(
        " ",
        event.path("asset_id").asText(),
        event.path("timestamp").asText(),
        event.path("transaction_hash").asText("-"),
        event.path("side").asText("-"),
        plain(event.path("price").asText()),
        plain(size),
        Boolean.toString(isBackfilled));
  }

  private static String book(JsonNode event) {
    return String.join(
        " ",
        event.path("asset_id").asText(),
        event.path("timestamp").asText(),
        event.path("hash").asText(),
        levels(event.has("buys") ? event.path("buys") : event.path("bids"), -1),
        levels(event.has("sells") ? event.path("sells") : event.path("asks"), 1));
  }

  /** Best first. */
  private static String levels(JsonNode levels, int direction) {
    var byPrice = new TreeMap<BigDecimal, String>();
    for (JsonNode level : levels) {
      byPrice.put(
          new BigDecimal(level.path("price").asText()).multiply(BigDecimal.valueOf(direction)),
          plain(level.path("price").asText()) + ":" + plain(level.path("size").asText()));
    }
    return byPrice.values().toString().replace(" ", "");
  }

  static String plain(String number) {
    BigDecimal stripped = new BigDecimal(number).stripTrailingZeros();
    return stripped.signum() == 0 ? "0" : stripped.toPlainString();
  }
}
