package io.polytape.simulator.clob.book;

import io.polytape.simulator.world.Hashes;
import io.polytape.simulator.world.MarketSpec;
import io.polytape.simulator.world.Mix;
import java.util.ArrayList;
import java.util.List;

/** All live trades so far, in order. Guarded by the venue's lock. */
final class Matches {
  /** After these the venue trades no more, so that it fits into memory. */
  private static final int MOST = 5_000_000;

  private final Hashes transactions;
  private final List<Match> all = new ArrayList<>();
  private long transaction;

  /**
   * @param since when the venue began; a later one over the same world repeats no transaction
   */
  Matches(long seed, long since) {
    this.transactions = new Hashes(Mix.of(seed, since), "live transaction");
  }

  boolean full() {
    return all.size() >= MOST;
  }

  /** Adds the fills of one transaction; gives them as trades. */
  List<Match> add(MarketSpec market, TradeMaker.Deal deal, long time) {
    var added = new ArrayList<Match>(deal.fills().size());
    for (int[] fill : deal.fills()) {
      var match =
          new Match(
              all.size(), market, transaction, deal.outcome(), deal.buy(), fill[0], fill[1], time);
      all.add(match);
      added.add(match);
    }
    transaction++;
    return added;
  }

  int count() {
    return all.size();
  }

  List<Match> between(int from, int until) {
    int end = Math.min(until, all.size());
    return List.copyOf(all.subList(Math.clamp(from, 0, end), end));
  }

  String hash(Match match) {
    return transactions.text(match.transaction());
  }
}
