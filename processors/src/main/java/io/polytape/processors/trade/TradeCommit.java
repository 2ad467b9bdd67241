package io.polytape.processors.trade;

import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.util.ArrayList;
import java.util.List;

/**
 * The atomic step between the two streams: acknowledges each input entry and does its effect only
 * if it was this step that acknowledged it. However often an entry is delivered, and however late a
 * slow consumer wakes, its effect happens once.
 */
final class TradeCommit {
  private static final Script COMMIT = Script.beside(TradeCommit.class, "commit-trades.lua");

  private final Redis redis;

  TradeCommit(Redis redis) {
    this.redis = redis;
  }

  /**
   * What a commit did.
   *
   * @param fenced whether it was refused because the slot belongs to a newer holder
   * @param waiting how many fills are parked in all, after it
   */
  record Result(boolean fenced, long published, long parked, long buried, long waiting) {
    static final Result FENCED = new Result(true, 0, 0, 0, 0);
  }

  Result commit(Tenure tenure, List<Effect> effects, long nowMillis) throws TransientException {
    var arguments = new ArrayList<byte[]>(5 + 4 * effects.size());
    arguments.add(Script.bytes(Streams.TRADE_PROCESSOR));
    arguments.add(Script.bytes(tenure.epoch()));
    arguments.add(Script.bytes(Streams.CURRENT_VERSION));
    arguments.add(Script.bytes(nowMillis));
    arguments.add(Script.bytes(Keys.parked("")));
    effects.forEach(effect -> effect.writeTo(arguments));
    var reply =
        (List<?>)
            COMMIT.run(
                redis,
                "commit",
                List.of(
                    Script.bytes(Streams.ORDER_EVENTS.key()),
                    Script.bytes(Streams.TRADES.key()),
                    Script.bytes(Streams.DEAD_LETTERS.key()),
                    Script.bytes(Keys.PARKED_TOKENS),
                    Script.bytes(Keys.PARKED_COUNT),
                    Script.bytes(Keys.epoch(tenure.slot()))),
                arguments);
    return Script.text(reply.get(0)).equals("FENCED")
        ? Result.FENCED
        : new Result(
            false,
            (Long) reply.get(1),
            (Long) reply.get(2),
            (Long) reply.get(3),
            (Long) reply.get(4));
  }
}
