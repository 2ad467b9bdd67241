package io.polytape.simulator.gamma;

import io.polytape.simulator.world.MarketView;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The filters of the listings. {@code closed} is false unless asked for, even where ids are named.
 */
final class Filters {
  private Filters() {}

  static List<MarketView> markets(List<MarketView> all, Parameters parameters) {
    boolean closed = parameters.flag("closed").orElse(false);
    Set<String> ids = parameters.ids("id");
    Set<String> slugs = parameters.all("slug");
    Set<String> conditions = parameters.all("condition_ids");
    Set<String> questions = parameters.all("question_ids");
    Set<String> tokens = parameters.all("clob_token_ids");
    Set<String> tags = parameters.ids("tag_id");
    Predicate<MarketView> test = market -> market.closed() == closed;
    test =
        test.and(flag(parameters.flag("active"), true))
            .and(flag(parameters.flag("archived"), false));
    test = test.and(among(ids, market -> Set.of(market.spec().marketId())));
    test = test.and(among(slugs, market -> Set.of(market.spec().slug())));
    test = test.and(among(conditions, market -> Set.of(market.spec().conditionId())));
    test = test.and(among(questions, market -> Set.of(market.spec().questionId())));
    test = test.and(among(tokens, market -> Set.copyOf(market.spec().tokenIds())));
    test = test.and(among(tags, market -> EventTags.ids(market.spec().event())));
    test = test.and(least(parameters.decimal("liquidity_num_min"), MarketView::liquidity));
    test = test.and(most(parameters.decimal("liquidity_num_max"), MarketView::liquidity));
    test = test.and(least(parameters.decimal("volume_num_min"), MarketView::volume));
    test = test.and(most(parameters.decimal("volume_num_max"), MarketView::volume));
    test =
        test.and(
            least(
                time(parameters, "start_date_min"),
                market -> BigDecimal.valueOf(market.spec().createdAt())));
    test =
        test.and(
            most(
                time(parameters, "start_date_max"),
                market -> BigDecimal.valueOf(market.spec().createdAt())));
    test =
        test.and(
            least(
                time(parameters, "end_date_min"),
                market -> BigDecimal.valueOf(market.spec().endAt())));
    test =
        test.and(
            most(
                time(parameters, "end_date_max"),
                market -> BigDecimal.valueOf(market.spec().endAt())));
    return all.stream().filter(test).toList();
  }

  static List<EventView> events(List<EventView> all, Parameters parameters) {
    boolean closed = parameters.flag("closed").orElse(false);
    Predicate<EventView> test = event -> event.closed() == closed;
    test = test.and(among(parameters.ids("id"), event -> Set.of(event.event().eventId())));
    test = test.and(among(parameters.all("slug"), event -> Set.of(event.event().slug())));
    test = test.and(among(parameters.ids("tag_id"), event -> EventTags.ids(event.event())));
    test = test.and(among(parameters.all("tag_slug"), event -> EventTags.slugs(event.event())));
    test =
        test.and(flag(parameters.flag("active"), true))
            .and(flag(parameters.flag("archived"), false));
    return all.stream().filter(test).toList();
  }

  private interface Values<T> {
    Set<String> of(T row);
  }

  private interface Amount<T> {
    BigDecimal of(T row);
  }

  private static <T> Predicate<T> flag(Optional<Boolean> wanted, boolean always) {
    boolean passes = wanted.map(value -> value == always).orElse(true);
    return row -> passes;
  }

  private static <T> Predicate<T> among(Set<String> wanted, Values<T> values) {
    return wanted.isEmpty() ? row -> true : row -> !Collections.disjoint(wanted, values.of(row));
  }

  private static <T> Predicate<T> least(Optional<BigDecimal> bound, Amount<T> amount) {
    return row -> bound.isEmpty() || amount.of(row).compareTo(bound.get()) >= 0;
  }

  private static <T> Predicate<T> most(Optional<BigDecimal> bound, Amount<T> amount) {
    return row -> bound.isEmpty() || amount.of(row).compareTo(bound.get()) <= 0;
  }

  private static Optional<BigDecimal> time(Parameters parameters, String name) {
    return parameters.time(name).map(BigDecimal::valueOf);
  }
}
