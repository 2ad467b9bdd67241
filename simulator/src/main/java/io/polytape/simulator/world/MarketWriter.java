package io.polytape.simulator.world;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Invents markets: their texts, ids, dates and how they end. */
final class MarketWriter {
  private static final long MINUTE = 60;
  private static final long HOUR = 60 * MINUTE;
  private static final long DAY = 24 * HOUR;
  private static final List<String> YES_NO = List.of("Yes", "No");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("MMMM d, h:mma", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final WorldConfig config;
  private final Hashes conditions;
  private final Hashes questions;
  private final Hashes tokens;

  MarketWriter(WorldConfig config) {
    this.config = config;
    this.conditions = new Hashes(config.seed(), "condition");
    this.questions = new Hashes(config.seed(), "question");
    this.tokens = new Hashes(config.seed(), "token");
  }

  /** One event of several markets, the last of them named Other. */
  List<MarketSpec> negRiskGroup(int event, int first, int size, long createdAt, Rng rng) {
    String place = rng.pick(Catalogue.PLACES);
    String title = "Who will lead " + place + " after vote " + event + "?";
    long endAt = endOf(first, createdAt, rng, 3 * HOUR, 45 * DAY);
    var group =
        event(
            event,
            title,
            List.of("Politics", "Elections", "World"),
            true,
            first,
            size,
            createdAt,
            endAt);
    int winner = rng.below(size);
    var markets = new ArrayList<MarketSpec>();
    for (int i = 0; i < size; i++) {
      boolean other = i == size - 1;
      String name =
          other ? "Other" : Catalogue.PEOPLE.get((event + i * 5) % Catalogue.PEOPLE.size());
      String question =
          "Will "
              + (other ? "another person" : name)
              + " lead "
              + place
              + " after vote "
              + event
              + "?";
      markets.add(
          market(
              group,
              first + i,
              MarketKind.NEG_RISK,
              question,
              name,
              YES_NO,
              i == winner ? 0 : 1,
              createdAt,
              endAt,
              rng));
    }
    return markets;
  }

  /** One event with one market. */
  List<MarketSpec> single(int event, int index, long createdAt, Rng rng) {
    MarketKind kind = kindOf(index, rng);
    long endAt =
        switch (kind) {
          case UP_DOWN -> endOf(index, createdAt, rng, 5 * MINUTE, HOUR);
          case SPORTS -> endOf(index, createdAt, rng, 2 * HOUR, 4 * DAY);
          case AMM, LEGACY -> createdAt + HOUR;
          case BINARY, NEG_RISK, MULTI, PROTOCOL_V2 ->
              endOf(index, createdAt, rng, 30 * MINUTE, 60 * DAY);
        };
    List<String> outcomes = YES_NO;
    String question;
    List<String> tags;
    switch (kind) {
      case UP_DOWN -> {
        outcomes = List.of("Up", "Down");
        String clock = CLOCK.format(Instant.ofEpochSecond(createdAt));
        question = rng.pick(Catalogue.COINS) + " Up or Down - " + clock + " UTC #" + index;
        tags = List.of("Crypto", "Up or Down", "Bitcoin");
      }
      case SPORTS -> {
        int home = rng.below(Catalogue.TEAMS.size());
        int away = (home + 1 + rng.below(Catalogue.TEAMS.size() - 1)) % Catalogue.TEAMS.size();
        outcomes = List.of(Catalogue.TEAMS.get(home), Catalogue.TEAMS.get(away));
        question = outcomes.get(0) + " vs. " + outcomes.get(1) + " (round " + index + ")";
        tags = List.of("Sports", "Games", rng.pick(List.of("NBA", "Soccer", "Bundesliga")));
      }
      case MULTI -> {
        outcomes = List.of("Below 2%", "2–3%", "Above 3%");
        question =
            "What will inflation in " + rng.pick(Catalogue.PLACES) + " be in survey " + index + "?";
        tags = List.of("Finance");
      }
      default -> {
        boolean weather = rng.chance(0.3);
        String place = rng.pick(Catalogue.PLACES);
        String text =
            weather
                ? String.format(Locale.ROOT, rng.pick(Catalogue.WEATHER), place, 10 + rng.below(25))
                : String.format(
                    Locale.ROOT, rng.pick(Catalogue.BINARY), rng.pick(Catalogue.PEOPLE), place);
        question =
            index == scriptMarket() ? Catalogue.SCRIPT_QUESTION : text + " (No. " + index + ")";
        tags = weather ? List.of("Weather") : List.of("World", "Geopolitics", "Überraschungen");
      }
    }
    VenueEvent alone = event(event, question, tags, false, index, 1, createdAt, endAt);
    int winner = rng.chance(0.04) ? -1 : rng.below(outcomes.size());
    return List.of(
        market(alone, index, kind, question, "", outcomes, winner, createdAt, endAt, rng));
  }

  /**
   * The market whose question holds markup; it lives long and trades much, so that every page shows
   * it.
   */
  private int scriptMarket() {
    return config.markets() - 1;
  }

  private MarketKind kindOf(int index, Rng rng) {
    if (index == scriptMarket()) {
      return MarketKind.BINARY;
    }
    double draw = rng.unit();
    boolean old = index < config.markets() / 4;
    if (old && draw < 0.04) {
      return MarketKind.AMM;
    }
    if (old && draw < 0.06) {
      return MarketKind.LEGACY;
    }
    if (draw > 0.97) {
      return MarketKind.PROTOCOL_V2;
    }
    if (draw > 0.94) {
      return MarketKind.MULTI;
    }
    if (draw > 0.74) {
      return MarketKind.UP_DOWN;
    }
    return draw > 0.55 ? MarketKind.SPORTS : MarketKind.BINARY;
  }

  /**
   * Spread evenly on a logarithmic scale; some of those alive at the anchor end within the first
   * hour after it.
   */
  private long endOf(int index, long createdAt, Rng rng, long shortest, long longest) {
    double span = Math.log((double) longest / shortest);
    long endAt = createdAt + (long) (shortest * Math.exp(rng.unit() * span));
    if (index == scriptMarket()) {
      return config.anchorSecond() + 90 * DAY;
    }
    boolean early = rng.chance(0.1);
    long soon = config.anchorSecond() + 20 + rng.below(HOUR);
    return early && index < config.markets() && endAt > soon ? soon : endAt;
  }

  private VenueEvent event(
      int index,
      String title,
      List<String> labels,
      boolean negRisk,
      int first,
      int size,
      long createdAt,
      long endAt) {
    var tags = Catalogue.TAGS.stream().filter(tag -> labels.contains(tag.label())).toList();
    var markets = new ArrayList<Integer>();
    for (int i = 0; i < size; i++) {
      markets.add(first + i);
    }
    String id = Integer.toString(16_000 + 3 * index);
    String slug = Catalogue.slug(title) + "-" + id;
    return new VenueEvent(index, id, title, slug, tags, negRisk, markets, createdAt, endAt);
  }

  private MarketSpec market(
      VenueEvent event,
      int index,
      MarketKind kind,
      String question,
      String groupItemTitle,
      List<String> outcomes,
      int winner,
      long createdAt,
      long endAt,
      Rng rng) {
    var tokenIds = new ArrayList<String>();
    if (kind.tradable()) {
      for (int outcome = 0; outcome < outcomes.size(); outcome++) {
        tokenIds.add(tokens.decimal(index * 8L + outcome));
      }
    }
    boolean legacy = kind == MarketKind.LEGACY;
    @Nullable Boolean negRisk = kind == MarketKind.NEG_RISK ? Boolean.TRUE : Boolean.FALSE;
    if (legacy || kind == MarketKind.AMM || (kind == MarketKind.BINARY && rng.chance(0.05))) {
      negRisk = null;
    }
    int ticks = rng.chance(0.3) ? 1000 : 100;
    int firstTick =
        outcomes.size() == 2
            ? (int) rng.between(ticks / 20, ticks - ticks / 20)
            : ticks / outcomes.size();
    boolean disputed = rng.chance(0.05);
    long closedAt = endAt + 30 + rng.below(disputed ? 2 * HOUR : 10 * MINUTE);
    double weight = index == scriptMarket() ? 25 : Math.min(60, 0.3 / (0.005 + rng.unit()));
    return new MarketSpec(
        index,
        Long.toString(512_000L + 7L * index + (Mix.of(config.seed(), 13, index) & 3)),
        kind,
        event,
        question,
        Catalogue.slug(question) + "-" + index,
        groupItemTitle,
        legacy ? "" : conditions.text(index),
        legacy ? "" : questions.text(index),
        outcomes,
        tokenIds,
        negRisk,
        ticks,
        firstTick,
        winner,
        kind == MarketKind.UP_DOWN ? 1000 : 0,
        weight,
        disputed,
        createdAt,
        endAt,
        closedAt,
        closedAt + 20 + rng.below(5 * MINUTE));
  }
}
