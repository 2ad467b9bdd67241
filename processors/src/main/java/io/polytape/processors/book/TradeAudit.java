package io.polytape.processors.book;

import io.polytape.common.live.MarketEvent.Header;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.MarketEventCodec;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the Data API's newest trades with those that came by the socket, and publishes what is
 * missing as events of their partition. One process does it, under the lease {@code trade-audit}.
 *
 * <p>A trade that is published twice, or that the socket brings after all, is one trade for the
 * book processor, because its id is the same.
 */
final class TradeAudit implements Worker {
  static final String LEASE = "trade-audit";

  private static final Logger log = LoggerFactory.getLogger(TradeAudit.class);
  private static final Script PUBLISH = Script.beside(TradeAudit.class, "publish-trades.lua");
  private static final String STATE = "audit:trades";

  /** So long the socket may take. */
  private static final long GRACE_SECONDS = 10;

  /** The Data API may list a trade so much later than its time says. */
  private static final long OVERLAP_SECONDS = 60;

  /** Further back nobody knows any more what came. */
  private static final long LONGEST_SECONDS = RecentTrades.KEPT_MILLIS / 1_000 - 300;

  private static final int[] PAGES = {500, 2_000, 10_000};
  private static final int MOST_REMEMBERED = 20_000;

  private final Redis redis;
  private final HeldLease lease;
  private final VenueClient venue;
  private final UnheardTrades unheard;
  private final InstantSource clock;

  /** What was published lately, so that it is not published again before it is handled. */
  private final Map<String, Boolean> published =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  TradeAudit(Redis redis, HeldLease lease, VenueClient venue, InstantSource clock) {
    this.redis = redis;
    this.lease = lease;
    this.venue = venue;
    this.unheard = new UnheardTrades(redis);
    this.clock = clock;
  }

  private int firstPage;
  private boolean wasShort;

  /** Always 0: the loop rests between two comparisons. */
  @Override
  public int runOnce() throws TransientException, InterruptedException {
    Optional<Long> epoch = lease.acquire();
    if (epoch.isEmpty()) {
      return 0;
    }
    // What is still unread may hold what seems to be missing.
    long until = HandledUntil.of(redis, clock.millis()) / 1_000 - GRACE_SECONDS;
    String compared = redis.run("audit", client -> client.hget(STATE, "compared_until"));
    long needed = compared == null ? until : Long.parseLong(compared);
    if (until < needed) {
      return 0;
    }
    long from = Math.max(needed - OVERLAP_SECONDS, until - LONGEST_SECONDS);
    Set<String> active = redis.run("audit", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    List<UnheardTrades.Candidate> missing =
        unheard.among(
            candidates(read(from, needed), active, from, until),
            each -> published.containsKey(each.id()));
    publish(epoch.get(), until, missing);
    return 0;
  }

  /**
   * The newest trades, as many as reach back far enough or as there are.
   *
   * @param needed what must be among them; {@code from} is better
   */
  private List<DataTrade> read(long from, long needed)
      throws TransientException, InterruptedException {
    List<DataTrade> rows = List.of();
    int pages = 0;
    for (int limit : PAGES) {
      pages++;
      if (limit < firstPage) {
        continue;
      }
      rows = venue.trades("", limit);
      if (rows.isEmpty() || rows.getLast().timeSeconds() < from || rows.size() < limit * 9 / 10) {
        break;
      }
    }
    // One page less next time, so that it shrinks again when it is quieter.
    firstPage = pages > 1 ? PAGES[pages - 2] : 0;
    boolean isShort = !rows.isEmpty() && rows.getLast().timeSeconds() > needed;
    if (isShort && !wasShort && rows.size() >= PAGES[0]) {
      log.atWarn()
          .addKeyValue("rows", rows.size())
          .log("the Data API lists fewer trades than there were; older ones are not compared");
    }
    wasShort = isShort;
    return rows;
  }

  private static List<UnheardTrades.Candidate> candidates(
      List<DataTrade> rows, Set<String> active, long from, long until) {
    var seen = new HashMap<String, Integer>();
    var candidates = new ArrayList<UnheardTrades.Candidate>();
    for (DataTrade row : rows.reversed()) {
      int occurrence = seen.merge(row.id(0), 1, Integer::sum) - 1;
      if (row.timeSeconds() >= from
          && row.timeSeconds() <= until
          && active.contains(row.tokenId())) {
        candidates.add(new UnheardTrades.Candidate(row, occurrence));
      }
    }
    return candidates;
  }

  private void publish(long epoch, long until, List<UnheardTrades.Candidate> missing)
      throws TransientException {
    var arguments = new ArrayList<byte[]>();
    arguments.add(Script.bytes(epoch));
    arguments.add(Script.bytes(until));
    arguments.add(Script.bytes(clock.millis()));
    for (UnheardTrades.Candidate each : missing) {
      DataTrade trade = each.trade();
      var header =
          new Header(
              trade.tokenId(),
              trade.conditionId(),
              trade.timeSeconds() * 1_000,
              clock.instant(),
              "",
              0);
      var event =
          new Trade(
              header,
              trade.price(),
              trade.size(),
              trade.side(),
              "",
              trade.transactionHash(),
              each.occurrence(),
              true);
      arguments.add(Script.bytes(Partitions.stream(Partitions.of(trade.tokenId())).key()));
      arguments.add(MarketEventCodec.encode(event));
    }
    Object reply =
        PUBLISH.run(
            redis,
            "audit",
            List.of(Script.bytes(Keys.epoch(LEASE)), Script.bytes(STATE)),
            arguments);
    if (Script.text(reply).equals("DONE") && !missing.isEmpty()) {
      missing.forEach(each -> published.put(each.id(), true));
      log.atInfo().addKeyValue("trades", missing.size()).log("trades the socket did not bring");
    }
  }
}
