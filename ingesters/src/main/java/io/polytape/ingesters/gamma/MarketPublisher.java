package io.polytape.ingesters.gamma;

import io.polytape.common.market.Market;
import io.polytape.common.market.MarketCodec;
import io.polytape.common.market.MarketOutcome;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Response;

/**
 * Publishes the markets of a page that changed, together with the hashes {@code market:{id}} and
 * {@code token:{id}}, in one atomic step that a newer holder of the source makes impossible.
 */
final class MarketPublisher {
  private static final Script PUBLISH = Script.beside(MarketPublisher.class, "publish-markets.lua");

  private final Redis redis;

  MarketPublisher(Redis redis) {
    this.redis = redis;
  }

  /** How publishing ended. */
  sealed interface Outcome {
    /**
     * Done.
     *
     * @param added markets that were new or had changed
     * @param older markets whose state was older than the published one, and so was left out
     */
    record Published(int added, int older) implements Outcome {}

    /** A newer holder of the source exists: nothing was written. */
    record Fenced(String epoch) implements Outcome {}
  }

  /**
   * Publishes what changed.
   *
   * @param generation of the record: all markets are published anew when it changes
   */
  Outcome publish(long epoch, String generation, List<Market> markets, Instant now)
      throws TransientException {
    Map<Market, String> changed = changed(generation, markets);
    if (changed.isEmpty()) {
      return new Outcome.Published(0, 0);
    }
    var arguments = new ArrayList<byte[]>();
    arguments.add(Script.bytes(epoch));
    arguments.add(Script.bytes(now.toEpochMilli()));
    arguments.add(Script.bytes(newest(changed.keySet())));
    changed.forEach((market, hash) -> add(arguments, market, hash));
    List<?> reply =
        (List<?>)
            PUBLISH.run(
                redis,
                "publish",
                List.of(
                    Script.bytes(Keys.epoch(GammaClient.STAGE)),
                    Script.bytes(Keys.watermark(GammaClient.STAGE)),
                    Script.bytes(Streams.MARKETS.key()),
                    Script.bytes(Keys.ACTIVE_CLOB_TOKENS)),
                arguments);
    String detail = Script.text(reply.get(1));
    return Script.text(reply.get(0)).equals("FENCED")
        ? new Outcome.Fenced(detail)
        : new Outcome.Published(
            Integer.parseInt(detail), Integer.parseInt(Script.text(reply.get(2))));
  }

  private Map<Market, String> changed(String generation, List<Market> markets)
      throws TransientException {
    var stored =
        redis.run(
            "publish",
            client -> {
              try (var pipeline = client.pipelined()) {
                List<Response<String>> hashes =
                    markets.stream()
                        .map(market -> pipeline.hget(Keys.market(market.marketId()), "hash"))
                        .toList();
                pipeline.sync();
                return hashes.stream().map(hash -> String.valueOf(hash.get())).toList();
              }
            });
    var changed = new LinkedHashMap<Market, String>();
    for (int i = 0; i < markets.size(); i++) {
      String hash = generation + hash(markets.get(i));
      if (!hash.equals(stored.get(i))) {
        changed.put(markets.get(i), hash);
      }
    }
    return changed;
  }

  private static String newest(Iterable<Market> markets) {
    Instant newest = Instant.EPOCH;
    for (Market market : markets) {
      Instant changed = market.sourceUpdatedAt();
      if (changed != null && changed.isAfter(newest)) {
        newest = changed;
      }
    }
    // Whole seconds, so that texts sort like times.
    return Instant.ofEpochSecond(newest.getEpochSecond()).toString();
  }

  private static void add(List<byte[]> arguments, Market market, String hash) {
    Instant changed = market.sourceUpdatedAt();
    arguments.add(Script.bytes(market.marketId()));
    arguments.add(Script.bytes(hash));
    arguments.add(Script.bytes(changed == null ? -1 : changed.toEpochMilli()));
    arguments.add(Script.bytes(market.updatedAt().toEpochMilli()));
    arguments.add(MarketCodec.encode(market));
    addFields(
        arguments,
        Map.of(
            "condition_id", market.conditionId(),
            "question", market.question(),
            "slug", market.slug(),
            "active", Boolean.toString(market.active()),
            "closed", Boolean.toString(market.closed())));
    arguments.add(Script.bytes(market.closed() ? 1 : 0));
    arguments.add(Script.bytes(market.tokenIds().size()));
    for (int i = 0; i < market.tokenIds().size(); i++) {
      arguments.add(Script.bytes(market.tokenIds().get(i)));
      addFields(arguments, token(market, i));
    }
  }

  private static Map<String, String> token(Market market, int index) {
    String outcome = index < market.outcomes().size() ? market.outcomes().get(index) : "";
    var fields =
        new LinkedHashMap<>(
            new MarketOutcome(
                    market.marketId(), market.conditionId(), outcome, index, market.negRisk())
                .fields());
    Instant end = market.endDate();
    fields.put("end_date", end == null ? "" : end.toString());
    return fields;
  }

  private static void addFields(List<byte[]> arguments, Map<String, String> fields) {
    arguments.add(Script.bytes(fields.size() * 2L));
    fields.forEach(
        (name, value) -> {
          arguments.add(Script.bytes(name));
          arguments.add(Script.bytes(value));
        });
  }

  /** Of everything but the times of the change, which change without it. */
  private static String hash(Market market) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(MarketCodec.encode(timeless(market)));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Market timeless(Market m) {
    return new Market(
        m.marketId(),
        m.conditionId(),
        m.questionId(),
        m.question(),
        m.slug(),
        m.description(),
        m.groupItemTitle(),
        m.outcomes(),
        m.tokenIds(),
        m.outcomePrices(),
        m.category(),
        m.tags(),
        m.eventId(),
        m.eventSlug(),
        m.eventTitle(),
        m.negRisk(),
        m.negRiskMarketId(),
        m.active(),
        m.closed(),
        m.archived(),
        m.acceptingOrders(),
        m.enableOrderBook(),
        m.volume(),
        m.liquidity(),
        m.tickSize(),
        m.minOrderSize(),
        m.createdAt(),
        m.startDate(),
        m.endDate(),
        m.closedTime(),
        m.resolutionStatus(),
        m.winningOutcome(),
        m.version(),
        null,
        Instant.EPOCH);
  }
}
