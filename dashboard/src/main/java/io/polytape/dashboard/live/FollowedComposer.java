package io.polytape.dashboard.live;

import io.polytape.dashboard.live.Followed.Label;
import io.polytape.dashboard.status.Texts;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts tokens, names and quotes together to markets: no I/O, only memory of prices for the small
 * charts. One thread only.
 */
final class FollowedComposer {
  /** Nothing heard for so long makes a token silent; quiet markets are silent too. */
  static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  /** Fields of a quote, in the order in which they are read. */
  static final List<String> FIELDS =
      List.of(
          "best_bid",
          "best_bid_size",
          "best_ask",
          "best_ask_size",
          "mid",
          "spread",
          "last_trade_price",
          "quality",
          "event_time",
          "received_time",
          "gap_id",
          HotCache.HAS_BOOK);

  private static final int SPARK_STEP_SECONDS = 10;
  private static final int SPARK_STEPS = 60;

  private final Map<String, Spark> sparks = new HashMap<>();

  /** The mids of one token in a ring, NaN where nothing was known. */
  private static final class Spark {
    final float[] mids = new float[SPARK_STEPS];
    long step = -1;
  }

  private record Placed(String marketId, String conditionId, int index, LiveToken token) {}

  Followed compose(
      List<String> tokens,
      Map<String, List<@Nullable String>> outcomes,
      Map<String, List<@Nullable String>> markets,
      Map<String, List<@Nullable String>> quotes,
      Map<String, List<@Nullable String>> volumes,
      Instant now) {
    var groups = new LinkedHashMap<String, List<Placed>>();
    for (String id : tokens) {
      Placed placed =
          placed(
              id,
              outcomes.getOrDefault(id, List.of()),
              quotes.getOrDefault(id, List.of()),
              text(volumes.getOrDefault(id, List.of()), 0),
              now);
      String group =
          !placed.marketId().isEmpty()
              ? placed.marketId()
              : !placed.conditionId().isEmpty() ? placed.conditionId() : id;
      groups.computeIfAbsent(group, key -> new ArrayList<>(2)).add(placed);
    }
    var found = new ArrayList<LiveMarket>(groups.size());
    var labels = HashMap.<String, Label>newHashMap(tokens.size());
    var charted = new HashSet<String>();
    for (List<Placed> group : groups.values()) {
      LiveMarket market = market(group, markets, charted, now);
      found.add(market);
      for (LiveToken token : market.tokens()) {
        labels.put(token.tokenId(), new Label(market.question(), token.outcome()));
      }
    }
    sparks.keySet().retainAll(charted);
    return new Followed(now, found, labels);
  }

  private LiveMarket market(
      List<Placed> group,
      Map<String, List<@Nullable String>> markets,
      Set<String> charted,
      Instant now) {
    group.sort(Comparator.comparingInt(Placed::index));
    Placed first = group.getFirst();
    List<@Nullable String> names = markets.getOrDefault(first.marketId(), List.of());
    BigDecimal volume = BigDecimal.ZERO;
    for (Placed each : group) {
      volume = volume.add(Decimals.orZero(each.token().volume()));
    }
    charted.add(first.token().tokenId());
    return new LiveMarket(
        first.marketId(),
        first.conditionId(),
        word(names, 0),
        word(names, 1),
        volume.toPlainString(),
        group.stream().map(Placed::token).toList(),
        spark(first.token(), now));
  }

  private static Placed placed(
      String id,
      List<@Nullable String> outcome,
      List<@Nullable String> quote,
      @Nullable String volume,
      Instant now) {
    Instant received = Texts.instant(text(quote, 9));
    boolean silent =
        received != null && Duration.between(received, now).compareTo(SILENT_AFTER) > 0;
    var token =
        new LiveToken(
            id,
            word(outcome, 2),
            text(quote, 0),
            text(quote, 1),
            text(quote, 2),
            text(quote, 3),
            text(quote, 4),
            text(quote, 5),
            text(quote, 6),
            volume,
            "0".equals(text(quote, 11)) ? "" : word(quote, 7),
            Texts.instant(text(quote, 8)),
            received,
            silent,
            text(quote, 10) != null);
    return new Placed(
        word(outcome, 0), word(outcome, 1), (int) Texts.number(text(outcome, 3), 0), token);
  }

  private List<@Nullable Float> spark(LiveToken token, Instant now) {
    Spark spark = sparks.computeIfAbsent(token.tokenId(), id -> new Spark());
    long step = Math.floorDiv(now.getEpochSecond(), SPARK_STEP_SECONDS);
    if (spark.step < 0) {
      java.util.Arrays.fill(spark.mids, Float.NaN);
      spark.step = step;
    }
    for (long each = Math.max(spark.step + 1, step - SPARK_STEPS + 1); each <= step; each++) {
      spark.mids[slot(each)] = Float.NaN;
    }
    spark.step = Math.max(step, spark.step);
    String mid = token.mid();
    if (mid != null) {
      spark.mids[slot(step)] = Decimals.orZero(mid).floatValue();
    }
    var values = new ArrayList<@Nullable Float>(SPARK_STEPS);
    for (long each = step - SPARK_STEPS + 1; each <= step; each++) {
      float value = spark.mids[slot(each)];
      values.add(Float.isNaN(value) ? null : value);
    }
    return values;
  }

  private static int slot(long step) {
    return (int) Math.floorMod(step, (long) SPARK_STEPS);
  }

  private static @Nullable String text(List<@Nullable String> values, int index) {
    String value = index < values.size() ? values.get(index) : null;
    return value == null || value.isEmpty() ? null : value;
  }

  private static String word(List<@Nullable String> values, int index) {
    String value = text(values, index);
    return value == null ? "" : value;
  }
}
