package io.polytape.simulator.clob.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.polytape.simulator.clob.book.Decimals;
import io.polytape.simulator.clob.book.LiveMarket;
import io.polytape.simulator.clob.book.LiveVenue;
import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.world.Mix;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The CLOB's REST interface: books, midpoints and past prices. */
public final class ClobRest {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  /** About 500 ids; the venue counts bytes. */
  private static final int LONGEST_BODY = 60_000;

  private static final int MOST_POINTS = 5_000;
  private static final Map<String, Long> INTERVALS =
      Map.of(
          "1h",
          3_600L,
          "6h",
          21_600L,
          "1d",
          86_400L,
          "1w",
          604_800L,
          "1m",
          2_592_000L,
          "max",
          2_592_000L);

  private final LiveVenue venue;
  private final InstantSource clock;

  public ClobRest(LiveVenue venue, InstantSource clock) {
    this.venue = venue;
    this.clock = clock;
  }

  /** GET /book */
  public Reply book(@Nullable String token, @Nullable Fault fault) {
    if (token == null || token.isEmpty()) {
      return error(400, "Invalid token id");
    }
    venue.refresh();
    return venue.still(
        () -> {
          LiveMarket market = venue.market(token);
          return market == null ? noBook() : Reply.json(200, book(market, token, fault).toString());
        });
  }

  /** POST /books */
  public Reply books(byte[] body, @Nullable Fault fault) {
    if (body.length > LONGEST_BODY) {
      return error(400, "Payload exceeds the limit");
    }
    JsonNode asked;
    try {
      asked = JSON.readTree(body);
    } catch (IOException e) {
      return error(400, "Invalid payload");
    }
    if (asked == null || !asked.isArray()) {
      return error(400, "Invalid payload");
    }
    venue.refresh();
    return venue.still(
        () -> {
          ArrayNode answer = JSON.createArrayNode();
          for (JsonNode each : asked) {
            String token = each.path("token_id").asText();
            LiveMarket market = venue.market(token);
            if (market != null && fault != Fault.EMPTY_PAGE) {
              answer.add(book(market, token, fault));
            }
          }
          return Reply.json(200, answer.toString());
        });
  }

  private static ObjectNode book(LiveMarket market, String token, @Nullable Fault fault) {
    int outcome = market.outcome(token);
    ObjectNode book = JSON.createObjectNode();
    book.put("market", market.spec().conditionId());
    book.put("asset_id", token);
    book.put("timestamp", Long.toString(market.changedAt()));
    book.put("hash", market.hash(outcome));
    levels(book.putArray("bids"), market, outcome, true);
    if (fault != Fault.MISSING_FIELD) {
      levels(book.putArray("asks"), market, outcome, false);
    }
    book.put("min_order_size", "5");
    book.put("tick_size", Decimals.price(market.tick(), 0));
    book.put("neg_risk", Boolean.TRUE.equals(market.spec().negRisk()));
    book.put("last_trade_price", Decimals.lastTrade(market.lastTrade()));
    if (fault == Fault.UNKNOWN_FIELD) {
      book.putObject("seq_hint").put("lane", 7);
    }
    return book;
  }

  private static void levels(ArrayNode to, LiveMarket market, int outcome, boolean bids) {
    market.levels(
        outcome,
        bids,
        (price, size) ->
            to.addObject()
                .put("price", Decimals.price(price, 0))
                .put("size", Decimals.size(size).toPlainString()));
  }

  /** GET /midpoint */
  public Reply midpoint(@Nullable String token) {
    if (token == null || token.isEmpty()) {
      return error(400, "Invalid token id");
    }
    venue.refresh();
    return venue.still(
        () -> {
          LiveMarket market = venue.market(token);
          return market == null
              ? noBook()
              : Reply.json(200, JSON.createObjectNode().put("mid", mid(market, token)).toString());
        });
  }

  private static String mid(LiveMarket market, String token) {
    int outcome = market.outcome(token);
    return BigDecimal.valueOf(5L * (market.bestBid(outcome) + market.bestAsk(outcome)), 4)
        .stripTrailingZeros()
        .toPlainString();
  }

  /**
   * GET /prices-history: an invented walk that ends at the book's middle, the same each time but
   * for its end.
   */
  public Reply history(Map<String, List<String>> query) {
    String token = first(query, "market");
    if (token == null) {
      return error(400, "Invalid market");
    }
    long now = clock.instant().getEpochSecond();
    long step;
    long from;
    long until;
    try {
      step = 60L * Math.clamp(number(query, "fidelity", 1), 1, 10_080);
      until = Math.min(number(query, "endTs", now), now);
      long span = INTERVALS.getOrDefault(String.valueOf(first(query, "interval")), 86_400L);
      from = Math.max(number(query, "startTs", until - span), until - MOST_POINTS * step);
    } catch (NumberFormatException e) {
      return error(400, "Invalid time range");
    }
    venue.refresh();
    return venue.still(
        () -> {
          LiveMarket market = venue.market(token);
          if (market == null) {
            return Reply.json(200, "{\"history\":[]}");
          }
          ObjectNode answer = JSON.createObjectNode();
          ArrayNode points = answer.putArray("history");
          BigDecimal end = new BigDecimal(mid(market, token));
          for (long time = (from + step - 1) / step * step; time <= until; time += step) {
            points.addObject().put("t", time).put("p", past(end, market, time));
          }
          return Reply.json(200, answer.toString());
        });
  }

  private static BigDecimal past(BigDecimal end, LiveMarket market, long time) {
    long noise = Math.floorMod(Mix.of(market.spec().index(), time / 60), 21L) - 10;
    BigDecimal price = end.add(BigDecimal.valueOf(noise, 3));
    return price.max(new BigDecimal("0.001")).min(new BigDecimal("0.999"));
  }

  private static @Nullable String first(Map<String, List<String>> query, String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? null : values.getFirst();
  }

  private static long number(Map<String, List<String>> query, String name, long otherwise) {
    String text = first(query, name);
    return text == null ? otherwise : Long.parseLong(text);
  }

  private static Reply noBook() {
    return error(404, "No orderbook exists for the requested token id");
  }

  private static Reply error(int status, String what) {
    return Reply.json(status, JSON.createObjectNode().put("error", what).toString());
  }
}
