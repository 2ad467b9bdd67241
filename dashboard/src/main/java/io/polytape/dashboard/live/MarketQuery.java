package io.polytape.dashboard.live;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which followed markets are wanted, and in which order.
 *
 * @param search words that question, slug or outcomes must all hold, or a whole id of market,
 *     condition or token
 */
public record MarketQuery(String search, Sort sort, int offset, int limit) {
  public static final int MOST = 200;

  private static final int LONGEST_SEARCH = 200;

  /** Orders; ties go by question. */
  public enum Sort {
    VOLUME,
    QUESTION,
    SPREAD,
    UPDATED
  }

  /** A page of what matched. */
  public record Page(int total, List<LiveMarket> markets) {}

  /**
   * A query out of foreign text; absent parts have defaults.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static MarketQuery of(
      @Nullable String search,
      @Nullable String sort,
      @Nullable String offset,
      @Nullable String limit) {
    String words = search == null ? "" : search.strip();
    if (words.length() > LONGEST_SEARCH) {
      throw new IllegalArgumentException(
          "expected at most " + LONGEST_SEARCH + " characters in search");
    }
    return new MarketQuery(
        words.toLowerCase(Locale.ROOT),
        sort(sort),
        number("offset", offset, 0, 1_000_000),
        number("limit", limit, 50, MOST));
  }

  private static Sort sort(@Nullable String word) {
    if (word == null || word.isEmpty()) {
      return Sort.VOLUME;
    }
    for (Sort each : Sort.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(word)) {
        return each;
      }
    }
    throw new IllegalArgumentException("expected volume, question, spread or updated in sort");
  }

  private static int number(String name, @Nullable String text, int fallback, int most) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    if (text.length() > 9 || !text.chars().allMatch(each -> each >= '0' && each <= '9')) {
      throw new IllegalArgumentException("expected a whole number in " + name);
    }
    int value = Integer.parseInt(text);
    if (value > most) {
      throw new IllegalArgumentException("expected at most " + most + " in " + name);
    }
    return value;
  }

  public Page of(List<LiveMarket> markets) {
    String[] words = search.split("\\s+");
    List<LiveMarket> found =
        markets.stream()
            .filter(market -> search.isEmpty() || matches(market, words))
            .sorted(order())
            .toList();
    return new Page(found.size(), found.stream().skip(offset).limit(limit).toList());
  }

  private boolean matches(LiveMarket market, String[] words) {
    if (search.equals(market.marketId())
        || search.equals(market.conditionId())
        || market.tokens().stream().anyMatch(token -> search.equals(token.tokenId()))) {
      return true;
    }
    var text = new StringBuilder(market.question()).append(' ').append(market.slug());
    market.tokens().forEach(token -> text.append(' ').append(token.outcome()));
    String lower = text.toString().toLowerCase(Locale.ROOT);
    for (String word : words) {
      if (!lower.contains(word)) {
        return false;
      }
    }
    return true;
  }

  private Comparator<LiveMarket> order() {
    Comparator<LiveMarket> first =
        switch (sort) {
          case VOLUME -> Comparator.comparing(MarketQuery::volume).reversed();
          case QUESTION -> Comparator.comparing(LiveMarket::question);
          case SPREAD -> Comparator.comparing(MarketQuery::spread);
          case UPDATED -> Comparator.comparing(MarketQuery::updated).reversed();
        };
    return first.thenComparing(LiveMarket::question).thenComparing(LiveMarket::marketId);
  }

  private static BigDecimal volume(LiveMarket market) {
    return Decimals.orZero(market.volume());
  }

  /** Markets without a spread come last. */
  private static BigDecimal spread(LiveMarket market) {
    String spread = market.tokens().getFirst().spread();
    return spread == null ? BigDecimal.TEN : Decimals.orZero(spread);
  }

  private static Instant updated(LiveMarket market) {
    return market.tokens().stream()
        .map(LiveToken::receivedTime)
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }
}
