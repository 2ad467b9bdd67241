package io.polytape.dashboard.live;

import io.polytape.common.market.TokenId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which events a viewer wants: of one of the types, and of one of the tokens or markets. An empty
 * set asks for any; a token filter and a market filter add up.
 *
 * @param markets condition ids
 */
public record EventFilter(Set<String> tokens, Set<String> markets, Set<EventType> types) {
  /** Most tokens, and most markets, in one filter. */
  public static final int MOST = 500;

  private static final Pattern CONDITION = Pattern.compile("0x[0-9a-f]{1,64}");

  public EventFilter {
    tokens = Set.copyOf(tokens);
    markets = Set.copyOf(markets);
    types = Set.copyOf(types);
  }

  /**
   * A filter out of foreign text.
   *
   * @throws IllegalArgumentException with what was expected
   */
  public static EventFilter of(
      Collection<String> tokens, Collection<String> markets, Collection<String> types) {
    bound("tokens", tokens);
    bound("markets", markets);
    bound("types", types);
    for (String token : tokens) {
      if (!TokenId.isValid(token)) {
        throw new IllegalArgumentException("expected decimal token ids in token");
      }
    }
    for (String market : markets) {
      if (!CONDITION.matcher(market).matches()) {
        throw new IllegalArgumentException(
            "expected a condition id (0x and lower-case hex) in market");
      }
    }
    var wanted = EnumSet.noneOf(EventType.class);
    for (String type : types) {
      wanted.add(
          EventType.of(type)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "expected quote, trade, book, gap or alert in type")));
    }
    return new EventFilter(new LinkedHashSet<>(tokens), new LinkedHashSet<>(markets), wanted);
  }

  private static void bound(String what, Collection<String> values) {
    if (values.size() > MOST) {
      throw new IllegalArgumentException("expected at most " + MOST + " " + what);
    }
  }

  boolean wants(EventType type) {
    return types.isEmpty() || types.contains(type);
  }

  boolean matches(LiveEvent event) {
    return wants(event.type())
        && ((tokens.isEmpty() && markets.isEmpty())
            || tokens.contains(event.tokenId())
            || markets.contains(event.conditionId()));
  }
}
