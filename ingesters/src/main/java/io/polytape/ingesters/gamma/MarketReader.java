package io.polytape.ingesters.gamma;

import com.fasterxml.jackson.databind.JsonNode;
import io.polytape.common.market.Market;
import io.polytape.common.market.TokenId;
import io.polytape.common.stream.UndecodableException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows of Gamma's market listings to markets in our terms. */
final class MarketReader {
  /** Fields that every row has; one that lacks them was cut by a fault of the venue. */
  private static final List<String> REQUIRED = List.of("id", "question", "conditionId");

  private final EventIndex events;

  MarketReader(EventIndex events) {
    this.events = events;
  }

  /** The first required field that a row does not have, or empty. */
  static String missing(JsonNode row) {
    for (String field : REQUIRED) {
      if (!row.hasNonNull(field)) {
        return field;
      }
    }
    return "";
  }

  /**
   * The market in a row.
   *
   * @param seenAt when it was read
   * @throws UndecodableException when a field is not what it should be
   */
  Market read(JsonNode row, Instant seenAt) throws UndecodableException {
    if (!row.isObject()) {
      throw new UndecodableException("expected a market object");
    }
    String id = GammaText.text(row, "id");
    if (!id.matches("[0-9A-Za-z_-]{1,80}")) {
      throw new UndecodableException("expected a market id");
    }
    VenueEvent event = events.of(row);
    List<String> outcomes = GammaText.list(row, "outcomes");
    List<BigDecimal> prices = prices(row);
    boolean closed = GammaText.flag(row, "closed");
    String status = GammaText.text(row, "umaResolutionStatus");
    return new Market(
        id,
        lower(row, "conditionId"),
        lower(row, "questionID"),
        GammaText.text(row, "question"),
        GammaText.text(row, "slug"),
        GammaText.text(row, "description"),
        GammaText.text(row, "groupItemTitle"),
        outcomes,
        tokens(row),
        prices,
        category(row, event),
        event.tags(),
        event.id(),
        event.slug(),
        event.title(),
        GammaText.maybeFlag(row, "negRisk"),
        GammaText.text(row, "negRiskMarketID"),
        GammaText.flag(row, "active"),
        closed,
        GammaText.flag(row, "archived"),
        GammaText.flag(row, "acceptingOrders"),
        GammaText.flag(row, "enableOrderBook"),
        GammaText.amount(row, "volume", "volumeNum"),
        GammaText.amount(row, "liquidity", "liquidityNum"),
        GammaText.number(row, "orderPriceMinTickSize"),
        GammaText.number(row, "orderMinSize"),
        time(row, "createdAt"),
        time(row, "startDate"),
        time(row, "endDate"),
        time(row, "closedTime"),
        status,
        winner(closed, status, outcomes, prices),
        GammaText.text(row, "version"),
        time(row, "updatedAt"),
        seenAt);
  }

  private static @Nullable Instant time(JsonNode row, String field) {
    return GammaText.time(row, field).orElse(null);
  }

  private static String lower(JsonNode row, String field) {
    return GammaText.text(row, field).toLowerCase(Locale.ROOT);
  }

  private static String category(JsonNode row, VenueEvent event) {
    String own = GammaText.text(row, "category");
    if (!own.isEmpty()) {
      return own;
    }
    if (!event.category().isEmpty()) {
      return event.category();
    }
    return event.tags().isEmpty() ? "" : event.tags().getFirst();
  }

  /** A market of the second protocol has position ids; one with combos may have both kinds. */
  private static List<String> tokens(JsonNode row) throws UndecodableException {
    boolean positions = GammaText.text(row, "version").equals("v2");
    List<String> ids = GammaText.list(row, positions ? "positionIds" : "clobTokenIds");
    for (String id : ids) {
      if (!TokenId.isValid(id)) {
        throw new UndecodableException("expected decimal token ids, was '" + cut(id) + "'");
      }
    }
    return ids;
  }

  private static List<BigDecimal> prices(JsonNode row) throws UndecodableException {
    var prices = new ArrayList<BigDecimal>();
    for (String text : GammaText.list(row, "outcomePrices")) {
      prices.add(GammaText.decimal("outcomePrices", text));
    }
    return prices;
  }

  /** The outcome at 1 while all others are at 0; a split result has none. */
  private static String winner(
      boolean closed, String status, List<String> outcomes, List<BigDecimal> prices) {
    boolean resolved = status.isEmpty() || status.equals("resolved");
    if (!closed || !resolved || prices.size() != outcomes.size()) {
      return "";
    }
    String winner = "";
    for (int i = 0; i < prices.size(); i++) {
      BigDecimal price = prices.get(i);
      if (price.compareTo(BigDecimal.ONE) == 0 && winner.isEmpty()) {
        winner = outcomes.get(i);
      } else if (price.signum() != 0) {
        return "";
      }
    }
    return winner;
  }

  private static String cut(String text) {
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }
}
