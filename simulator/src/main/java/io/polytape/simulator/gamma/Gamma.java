package io.polytape.simulator.gamma;

import io.polytape.simulator.fault.Fault;
import io.polytape.simulator.http.Reply;
import io.polytape.simulator.world.MarketView;
import io.polytape.simulator.world.Tag;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Gamma REST interface: a path and its parameters in, the answer out. Safe for use by several
 * threads.
 */
public final class Gamma {
  /** The legacy listings have said since spring 2026 that they will go. */
  private static final Map<String, String> DEPRECATED =
      Map.of(
          "deprecation",
          "true",
          "sunset",
          "Fri, 01 May 2026 00:00:00 GMT",
          "warning",
          "299 - \"deprecated\"");

  /** A longer query string than this is refused: about 40 token ids fit, 50 do not. */
  private static final int LONGEST_QUERY = 4_000;

  private static final Listing<MarketView> MARKETS =
      new Listing<>(
          Map.of(
              "volumeNum", market -> Listing.sortable(market.volume()),
              "liquidityNum", market -> Listing.sortable(market.liquidity()),
              "createdAt", market -> Listing.sortable(market.spec().createdAt()),
              "updatedAt", market -> Listing.sortable(market.updatedAt()),
              "startDate", market -> Listing.sortable(market.spec().createdAt()),
              "endDate", market -> Listing.sortable(market.spec().endAt()),
              "closedTime",
                  market -> Listing.sortable(market.closed() ? market.spec().closedAt() : 0)),
          market -> market.spec().marketId());

  private static final Listing<EventView> EVENTS =
      new Listing<>(
          Map.of(
              "volume", event -> Listing.sortable(event.volume()),
              "liquidity", event -> Listing.sortable(event.liquidity()),
              "createdAt", event -> Listing.sortable(event.event().createdAt()),
              "startDate", event -> Listing.sortable(event.event().createdAt()),
              "endDate", event -> Listing.sortable(event.event().endAt())),
          event -> event.event().eventId());

  private final Supplier<List<MarketView>> listed;
  private final GammaJson json = new GammaJson();

  /**
   * @param listed the markets that are listed now, in the order of their ids
   */
  public Gamma(Supplier<List<MarketView>> listed) {
    this.listed = listed;
  }

  /**
   * Answers one request.
   *
   * @param query the raw query string, for its length only
   * @param fault what to spoil the answer with
   */
  public Reply answer(
      String path, String query, Map<String, List<String>> values, @Nullable Fault fault) {
    if (query.length() > LONGEST_QUERY) {
      String page =
          "<html><head><title>414 Request-URI Too"
              + " Large</title></head><body>cloudflare</body></html>";
      return Reply.of(414, "text/html", Map.of(), page);
    }
    try {
      return route(path, new Parameters(values), fault);
    } catch (GammaException e) {
      return json.reply(
          e.status(),
          Map.of(),
          out -> {
            out.writeStartObject();
            out.writeStringField("type", e.type());
            out.writeStringField("error", e.getMessage());
            out.writeEndObject();
          });
    }
  }

  private Reply route(String path, Parameters parameters, @Nullable Fault fault) {
    boolean before = fault == Fault.DUPLICATE_PAGE;
    String[] parts = path.substring(1).split("/", -1);
    return switch (parts[0]
        + (parts.length > 1 ? "/" + (parts[1].matches("keyset|slug") ? parts[1] : "{id}") : "")) {
      case "markets" -> {
        var slice = MARKETS.byOffset(Filters.markets(listed.get(), parameters), parameters, before);
        yield json.reply(
            200,
            DEPRECATED,
            out -> json.markets(out, shown(slice.rows(), fault), tags(parameters), fault));
      }
      case "markets/keyset" -> {
        var slice = MARKETS.byCursor(Filters.markets(listed.get(), parameters), parameters, before);
        yield json.reply(
            200,
            Map.of(),
            out -> {
              out.writeStartObject();
              out.writeFieldName("markets");
              json.markets(out, shown(slice.rows(), fault), tags(parameters), fault);
              if (slice.nextCursor() != null) {
                out.writeStringField("next_cursor", slice.nextCursor());
              }
              out.writeEndObject();
            });
      }
      case "markets/{id}" ->
          parts.length == 3 && parts[2].equals("tags")
              ? marketTags(parts[1])
              : market(parts[1], fault);
      case "markets/slug" -> {
        MarketView market = one(listed.get(), view -> view.spec().slug(), parts[2]);
        yield json.reply(200, Map.of(), out -> json.single(out, market, tags(parameters), fault));
      }
      case "events" -> {
        var slice =
            EVENTS.byOffset(
                Filters.events(EventView.of(listed.get()), parameters), parameters, before);
        yield json.reply(
            200, DEPRECATED, out -> json.events(out, shown(slice.rows(), fault), fault));
      }
      case "events/keyset" -> {
        var slice =
            EVENTS.byCursor(
                Filters.events(EventView.of(listed.get()), parameters), parameters, before);
        yield json.reply(
            200,
            Map.of(),
            out -> {
              out.writeStartObject();
              out.writeFieldName("events");
              json.events(out, shown(slice.rows(), fault), fault);
              if (slice.nextCursor() != null) {
                out.writeStringField("next_cursor", slice.nextCursor());
              }
              out.writeEndObject();
            });
      }
      case "events/{id}" ->
          event(
              one(EventView.of(listed.get()), view -> view.event().eventId(), number(parts[1])),
              fault);
      case "events/slug" ->
          event(one(EventView.of(listed.get()), view -> view.event().slug(), parts[2]), fault);
      case "tags" -> {
        List<Tag> all = Tag.all();
        int from = Math.min(parameters.number("offset", 0), all.size());
        int to = Math.min(from + parameters.limit(), all.size());
        yield json.reply(
            200, Map.of(), out -> GammaJson.tags(out, shown(all.subList(from, to), fault)));
      }
      default -> throw GammaException.notFound("route not found");
    };
  }

  private Reply market(String id, @Nullable Fault fault) {
    MarketView market = one(listed.get(), view -> view.spec().marketId(), number(id));
    return json.reply(200, Map.of(), out -> json.single(out, market, false, fault));
  }

  private Reply marketTags(String id) {
    MarketView market = one(listed.get(), view -> view.spec().marketId(), number(id));
    return json.reply(200, Map.of(), out -> GammaJson.tags(out, market.spec().event().tags()));
  }

  private Reply event(EventView event, @Nullable Fault fault) {
    return json.reply(200, Map.of(), out -> json.event(out, event, fault, true));
  }

  private static String number(String id) {
    if (!id.matches("[0-9]{1,18}")) {
      throw GammaException.invalid("id is invalid");
    }
    return id;
  }

  private static <T> T one(List<T> rows, Function<T, String> key, String wanted) {
    return rows.stream()
        .filter(row -> key.apply(row).equals(wanted))
        .findFirst()
        .orElseThrow(() -> GammaException.notFound("not found"));
  }

  private static boolean tags(Parameters parameters) {
    return parameters.flag("include_tag").orElse(false);
  }

  /** The cursor stays: an empty page in the middle can be told from the end. */
  private static <T> List<T> shown(List<T> rows, @Nullable Fault fault) {
    return fault == Fault.EMPTY_PAGE ? List.of() : rows;
  }
}
