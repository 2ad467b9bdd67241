package io.polytape.ingesters.gamma;

import io.polytape.common.market.Market;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens are followed live: those of the open markets within the limits. The limits cut
 * nothing from the record.
 */
final class Followed {
  private static final Logger log = LoggerFactory.getLogger(Followed.class);
  private static final Script FOLLOW = Script.beside(Followed.class, "follow-tokens.lua");
  private static final int TOKENS_AT_ONCE = 2_000;

  /**
   * What to follow.
   *
   * @param mostMarkets by liquidity, then volume
   * @param categories lower case; empty for all
   */
  record Limits(
      int mostMarkets, BigDecimal leastLiquidity, BigDecimal leastVolume, Set<String> categories) {
    Limits {
      categories = Set.copyOf(categories);
    }

    boolean allow(Market market) {
      return market.liquidity().compareTo(leastLiquidity) >= 0
          && market.volume().compareTo(leastVolume) >= 0
          && (categories.isEmpty()
              || categories.contains(market.category().toLowerCase(Locale.ROOT))
              || market.tags().stream()
                  .anyMatch(tag -> categories.contains(tag.toLowerCase(Locale.ROOT))));
    }
  }

  private record Candidate(BigDecimal liquidity, BigDecimal volume, List<String> tokens) {}

  private final Redis redis;
  private final Limits limits;
  private final Pinned pinned;
  private final Map<String, Candidate> candidates = new LinkedHashMap<>();
  private int open;
  private String said = "";

  Followed(Redis redis, Limits limits) {
    this.redis = redis;
    this.limits = limits;
    this.pinned = new Pinned(redis);
  }

  /** Takes in a market of the running sweep of open ones. */
  void open(Market market) {
    if (market.closed() || !market.active() || market.tokenIds().isEmpty()) {
      return;
    }
    open++;
    pinned.saw(market);
    if (limits.allow(market)) {
      candidates.put(
          market.marketId(), new Candidate(market.liquidity(), market.volume(), market.tokenIds()));
    }
  }

  /** Forgets the running sweep. */
  void restart() {
    candidates.clear();
    pinned.restart();
    open = 0;
  }

  /**
   * Follows a market at once, before a sweep of all has shown its place among them.
   *
   * @param pin whether it is followed whatever the limits say
   */
  void early(long epoch, Market market, boolean pin) throws TransientException {
    if (market.closed() || !market.active() || market.tokenIds().isEmpty()) {
      return;
    }
    if (pin) {
      pinned.pin(market);
    } else if (!limits.allow(market) || size() >= 2L * limits.mostMarkets()) {
      return;
    }
    write(epoch, market.tokenIds(), List.of());
  }

  /** Tokens that are followed now. */
  long size() throws TransientException {
    return redis.run("follow", client -> client.scard(Keys.ACTIVE_CLOB_TOKENS));
  }

  /** Writes the set once a sweep is whole. */
  void finish(long epoch) throws TransientException {
    pinned.load();
    Set<String> wanted = new HashSet<>(pinned.finish());
    candidates.values().stream()
        .sorted(
            Comparator.comparing(Candidate::liquidity).thenComparing(Candidate::volume).reversed())
        .limit(limits.mostMarkets())
        .forEach(candidate -> wanted.addAll(candidate.tokens()));
    Set<String> now = redis.run("follow", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    write(epoch, minus(wanted, now), minus(now, wanted));
    say();
    restart();
  }

  private void write(long epoch, List<String> add, List<String> remove) throws TransientException {
    for (int from = 0; from < Math.max(add.size(), remove.size()); from += TOKENS_AT_ONCE) {
      List<String> added = part(add, from);
      var arguments = new ArrayList<byte[]>();
      arguments.add(Script.bytes(epoch));
      arguments.add(Script.bytes(added.size()));
      added.forEach(token -> arguments.add(Script.bytes(token)));
      part(remove, from).forEach(token -> arguments.add(Script.bytes(token)));
      Object ignored =
          FOLLOW.run(
              redis,
              "follow",
              List.of(
                  Script.bytes(Keys.epoch(GammaClient.STAGE)),
                  Script.bytes(Keys.ACTIVE_CLOB_TOKENS)),
              arguments);
    }
  }

  private static List<String> part(List<String> all, int from) {
    return all.subList(Math.min(from, all.size()), Math.min(from + TOKENS_AT_ONCE, all.size()));
  }

  private static List<String> minus(Set<String> all, Set<String> without) {
    return all.stream().filter(each -> !without.contains(each)).toList();
  }

  private void say() {
    int followed = Math.min(candidates.size(), limits.mostMarkets());
    if (followed == open) {
      said = "";
      return;
    }
    String now = open - candidates.size() + " " + (candidates.size() - followed);
    if (!now.equals(said)) {
      log.atInfo()
          .addKeyValue("open_markets", open)
          .addKeyValue("followed", followed)
          .addKeyValue("left_out_by_liquidity_volume_or_category", open - candidates.size())
          .addKeyValue("left_out_by_number", candidates.size() - followed)
          .log("limits leave markets out of live following; the record keeps them all");
      said = now;
    }
  }
}
