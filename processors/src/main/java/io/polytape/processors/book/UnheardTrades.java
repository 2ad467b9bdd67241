package io.polytape.processors.book;

import io.polytape.common.redis.Redis;
import io.polytape.common.trade.Side;
import io.polytape.common.worker.TransientException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Response;

/** Compares what the Data API lists with the trades that tokens are known to have had. */
final class UnheardTrades {
  /** More equal trades of one transaction without a size are not looked for. */
  private static final int MOST_SIZELESS = 4;

  private final Redis redis;

  UnheardTrades(Redis redis) {
    this.redis = redis;
  }

  /**
   * A trade that the Data API lists.
   *
   * @param occurrence which of those that are equal in everything, from 0
   */
  record Candidate(DataTrade trade, int occurrence) {
    String id() {
      return trade.id(occurrence);
    }

    /** The ids under which it is known for certain: the socket may not have said its side. */
    List<String> ids() {
      return List.of(id(), of(null, trade.size(), occurrence));
    }

    /** The ids of trades that it may be, whose size the socket did not say. */
    List<String> sizeless() {
      var ids = new ArrayList<String>();
      for (int i = 0; i < MOST_SIZELESS; i++) {
        ids.add(of(trade.side(), null, i));
        ids.add(of(null, null, i));
      }
      return ids.stream().distinct().toList();
    }

    List<String> sizelessAndSized() {
      return sizeless().stream().flatMap(id -> Stream.of(id, TradeId.sized(id))).toList();
    }

    private String of(@Nullable Side side, @Nullable BigDecimal size, int number) {
      return TradeId.of(
          trade.transactionHash(), trade.tokenId(), side, trade.price(), size, number);
    }
  }

  /**
   * Those that the socket did not bring. As many as there are trades of their transaction, token
   * and price whose size is still to be found may be those.
   */
  List<Candidate> among(List<Candidate> candidates, Predicate<Candidate> isUnderWay)
      throws TransientException {
    List<Set<String>> known = known(candidates, Candidate::ids);
    var unknown = new ArrayList<Candidate>();
    for (int i = 0; i < candidates.size(); i++) {
      if (known.get(i).isEmpty() && !isUnderWay.test(candidates.get(i))) {
        unknown.add(candidates.get(i));
      }
    }
    List<Set<String>> sizeless = known(unknown, Candidate::sizelessAndSized);
    var open = new HashMap<String, Integer>();
    for (int i = 0; i < unknown.size(); i++) {
      Set<String> there = sizeless.get(i);
      long waiting =
          unknown.get(i).sizeless().stream()
              .filter(id -> there.contains(id) && !there.contains(TradeId.sized(id)))
              .count();
      open.put(unknown.get(i).sizeless().getFirst(), (int) waiting);
    }
    unknown.removeIf(each -> open.merge(each.sizeless().getFirst(), -1, Integer::sum) >= 0);
    return unknown;
  }

  /** Which of its ids are known, for each candidate, in one round trip. */
  private List<Set<String>> known(List<Candidate> candidates, Function<Candidate, List<String>> ids)
      throws TransientException {
    if (candidates.isEmpty()) {
      return List.of();
    }
    return redis.run(
        "audit",
        client -> {
          var replies = new ArrayList<Response<List<Double>>>();
          try (var pipeline = client.pipelined()) {
            for (Candidate each : candidates) {
              replies.add(
                  pipeline.zmscore(
                      RecentTrades.key(each.trade().tokenId()),
                      ids.apply(each).toArray(String[]::new)));
            }
            pipeline.sync();
          }
          var known = new ArrayList<Set<String>>();
          for (int i = 0; i < candidates.size(); i++) {
            List<String> asked = ids.apply(candidates.get(i));
            List<Double> scores = replies.get(i).get();
            known.add(
                IntStream.range(0, asked.size())
                    .filter(at -> scores.get(at) != null)
                    .mapToObj(asked::get)
                    .collect(Collectors.toSet()));
          }
          return known;
        });
  }
}
