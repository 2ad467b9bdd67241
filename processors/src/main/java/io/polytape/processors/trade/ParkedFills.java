package io.polytape.processors.trade;

import io.polytape.common.market.MarketOutcome;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.stream.UndecodableException;
import io.polytape.common.trade.OrderFilled;
import io.polytape.common.trade.OrderFilledCodec;
import io.polytape.common.trade.TradeCodec;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;
import redis.clients.jedis.resps.Tuple;

/**
 * The fills that wait for their market: looks again at every token they wait for, releases those
 * whose market is there by now, and those that have waited for too long as trades with an empty
 * market. Because each token is looked at again and again, it does not matter when, between a
 * lookup and the parking of a fill, its market arrives.
 */
final class ParkedFills {
  private static final Script RELEASE = Script.beside(ParkedFills.class, "release-parked.lua");
  private static final int TOKENS_AT_ONCE = 1_000;
  private static final int FILLS_AT_ONCE = 500;
  private static final int FILLS_IN_A_STEP = 5_000;

  private final Redis redis;
  private final MarketIndex markets;
  private final Duration maxAge;
  private long nextRank;

  ParkedFills(Redis redis, MarketIndex markets, Duration maxAge) {
    this.redis = redis;
    this.markets = markets;
    this.maxAge = maxAge;
  }

  /** Number of parked fills. */
  long count() throws TransientException {
    String count = redis.run("parked", client -> client.get(Keys.PARKED_COUNT));
    return count == null ? 0 : Long.parseLong(count);
  }

  /** Number of tokens that fills wait for. */
  long tokens() throws TransientException {
    return redis.run("parked", client -> client.zcard(Keys.PARKED_TOKENS));
  }

  /**
   * Looks at the next tokens in turn and releases what it can, up to a bound.
   *
   * @return how many fills were released
   */
  int release(long nowMillis) throws TransientException {
    long from = nextRank;
    List<Tuple> waiting =
        redis.run(
            "parked",
            client -> client.zrangeWithScores(Keys.PARKED_TOKENS, from, from + TOKENS_AT_ONCE - 1));
    Map<String, MarketOutcome> known =
        markets.lookup(waiting.stream().map(Tuple::getElement).toList());
    long tooOld = nowMillis - maxAge.toMillis();
    int released = 0;
    for (Tuple token : waiting) {
      MarketOutcome market = known.get(token.getElement());
      if (market != null) {
        released += releaseKnown(token.getElement(), known, nowMillis);
      } else if (token.getScore() <= tooOld) {
        released += releaseOld(token.getElement(), tooOld, nowMillis);
      }
      if (released >= FILLS_IN_A_STEP) {
        return released;
      }
    }
    // Tokens that went away moved the others to lower ranks; what that skips comes the next round.
    nextRank = waiting.size() < TOKENS_AT_ONCE ? 0 : from + TOKENS_AT_ONCE;
    return released;
  }

  private int releaseKnown(String token, Map<String, MarketOutcome> known, long nowMillis)
      throws TransientException {
    int released = 0;
    byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
    do {
      ScanResult<Map.Entry<byte[], byte[]>> page = scan(token, cursor);
      var effects = new ArrayList<Effect>();
      for (Map.Entry<byte[], byte[]> field : page.getResult()) {
        effects.add(effect(field, fill -> TradeDerivation.derive(fill, known), nowMillis));
      }
      released += commit(token, effects, Optional.empty());
      cursor = page.getCursorAsBytes();
    } while (!isEnd(cursor) && released < FILLS_IN_A_STEP);
    return released;
  }

  /**
   * Releases the fills of a token that came too long ago; the token's time becomes the next one's.
   */
  private int releaseOld(String token, long tooOld, long nowMillis) throws TransientException {
    int released = 0;
    Optional<Long> oldestThatStays = Optional.empty();
    byte[] cursor = ScanParams.SCAN_POINTER_START_BINARY;
    do {
      ScanResult<Map.Entry<byte[], byte[]>> page = scan(token, cursor);
      var effects = new ArrayList<Effect>();
      for (Map.Entry<byte[], byte[]> field : page.getResult()) {
        long came = millisOf(field.getKey());
        if (came <= tooOld) {
          effects.add(effect(field, TradeDerivation::deriveWithoutMarket, nowMillis));
        } else if (oldestThatStays.isEmpty() || came < oldestThatStays.get()) {
          oldestThatStays = Optional.of(came);
        }
      }
      cursor = page.getCursorAsBytes();
      released += commit(token, effects, isEnd(cursor) ? oldestThatStays : Optional.empty());
    } while (!isEnd(cursor));
    return released;
  }

  private ScanResult<Map.Entry<byte[], byte[]>> scan(String token, byte[] cursor)
      throws TransientException {
    byte[] key = Script.bytes(Keys.parked(token));
    return redis.run(
        "parked", client -> client.hscan(key, cursor, new ScanParams().count(FILLS_AT_ONCE)));
  }

  private int commit(String token, List<Effect> effects, Optional<Long> oldestThatStays)
      throws TransientException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(Script.bytes(token));
    arguments.add(Script.bytes(Streams.CURRENT_VERSION));
    arguments.add(oldestThatStays.map(Script::bytes).orElseGet(() -> new byte[0]));
    effects.forEach(effect -> effect.writeTo(arguments));
    var reply =
        (List<?>)
            RELEASE.run(
                redis,
                "release",
                List.of(
                    Script.bytes(Keys.parked(token)),
                    Script.bytes(Keys.PARKED_TOKENS),
                    Script.bytes(Keys.PARKED_COUNT),
                    Script.bytes(Streams.TRADES.key()),
                    Script.bytes(Streams.DEAD_LETTERS.key())),
                arguments);
    return (int) ((Long) reply.get(0) + (Long) reply.get(1));
  }

  @FunctionalInterface
  private interface Deriver {
    Derivation derive(OrderFilled fill);
  }

  private static Effect effect(Map.Entry<byte[], byte[]> field, Deriver deriver, long nowMillis) {
    var id = new String(field.getKey(), StandardCharsets.UTF_8);
    String reason;
    try {
      switch (deriver.derive(OrderFilledCodec.decode(field.getValue()))) {
        case Derivation.Derived(var trade) -> {
          return new Effect.Publish(id, TradeCodec.encode(trade));
        }
        case Derivation.UnknownToken(String token) ->
            reason = "parked under another token than its own, " + token;
        case Derivation.Poison(String why) -> reason = why;
      }
    } catch (UndecodableException e) {
      reason = String.valueOf(e.getMessage());
    }
    var entry =
        new Entry(
            id,
            Map.of(
                Streams.VERSION,
                Script.bytes(Streams.CURRENT_VERSION),
                Streams.PAYLOAD,
                field.getValue()));
    return new Effect.Bury(
        id,
        DeadLetter.of(
            Streams.TRADE_PROCESSOR, reason, Streams.ORDER_EVENTS.key(), entry, nowMillis));
  }

  /** The time part of an entry id: when the fill came into the stream. */
  private static long millisOf(byte[] entryId) {
    var id = new String(entryId, StandardCharsets.US_ASCII);
    int dash = id.indexOf('-');
    return Long.parseLong(dash < 0 ? id : id.substring(0, dash));
  }

  private static boolean isEnd(byte[] cursor) {
    return cursor.length == 1 && cursor[0] == '0';
  }
}
