package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.MarketEvent;
import io.polytape.common.live.MarketEvent.BestBidAsk;
import io.polytape.common.live.MarketEvent.Book;
import io.polytape.common.live.MarketEvent.Ended;
import io.polytape.common.live.MarketEvent.Gap;
import io.polytape.common.live.MarketEvent.NewMarket;
import io.polytape.common.live.MarketEvent.PriceChange;
import io.polytape.common.live.MarketEvent.Resolved;
import io.polytape.common.live.MarketEvent.TickSize;
import io.polytape.common.live.MarketEvent.Trade;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Entry;
import io.polytape.common.worker.TransientException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tokens of one partition while this process holds its lease. Everything it does is done by
 * commits, each of which happens whole or not at all; when it is not known whether one happened,
 * memory is dropped and read again from the hot cache.
 */
final class Partition {
  private static final Logger log = LoggerFactory.getLogger(Partition.class);

  final int number;
  final TokenCache tokens;
  final HeldTrades held;
  private final Redis redis;
  private final PartitionCommit commit;
  private final BookKeeper books;
  private final TradeKeeper trades;

  private long epoch;
  private long batches = -1;
  private EntryId lastEntry = EntryId.ZERO;
  private boolean isLoaded;

  /** Where to go on among the entries that were delivered before; null when there are no more. */
  private String pendingFrom = "";

  private long deadLetters;

  Partition(Redis redis, int number, BookKeeper books, TradeKeeper trades) {
    this.redis = redis;
    this.number = number;
    this.books = books;
    this.trades = trades;
    this.tokens = new TokenCache(new StateStore(redis));
    this.held = new HeldTrades(redis, number);
    this.commit = new PartitionCommit(redis, number);
  }

  /** Says under which epoch this process holds the partition now. */
  void own(long newEpoch) {
    if (newEpoch != epoch) {
      // Somebody else may have had it meanwhile.
      epoch = newEpoch;
      batches = -1;
      isLoaded = false;
      tokens.clear();
    }
  }

  /** Has everything read again before anything else is done. */
  void reload() {
    isLoaded = false;
  }

  String key() {
    return Partitions.stream(number).key();
  }

  /** The id after which to read pending entries; empty when there are none left. */
  String pendingFrom() {
    return pendingFrom;
  }

  long deadLetters() {
    return deadLetters;
  }

  /** Reads where the partition stands, unless that is known. */
  void load(long nowMillis) throws TransientException {
    if (isLoaded) {
      return;
    }
    PartitionCommit.Standing standing = commit.standing();
    boolean rolledBack = standing.batches() < batches;
    Set<String> known = new LinkedHashSet<>(tokens.names());
    tokens.clear();
    held.load(nowMillis);
    batches = standing.batches();
    lastEntry = EntryId.parse(standing.lastEntry());
    pendingFrom = "0-0";
    Set<String> inGap =
        redis.run("load-books", client -> client.smembers(StateStore.openGaps(number)));
    tokens.load(inGap);
    isLoaded = true;
    if (rolledBack) {
      log.atWarn()
          .addKeyValue("partition", number)
          .addKeyValue("batches", standing.batches())
          .addKeyValue("tokens", known.size())
          .log("Redis lost its last commits; every book of the partition is in doubt");
      doubtAll(known, "Redis lost its last second", nowMillis);
    }
  }

  private void doubtAll(Set<String> known, String detail, long nowMillis)
      throws TransientException {
    tokens.load(known);
    var step = new Step(number, nowMillis);
    for (TokenState token : tokens.all()) {
      if (!token.ended) {
        long from = token.checkedAt == 0 ? nowMillis : token.checkedAt;
        Gaps.open(token, step, GapReason.RESTART, Instant.ofEpochMilli(from), true, detail, false);
      }
    }
    commit(step, "");
  }

  /**
   * Handles entries, in their order, by one commit.
   *
   * @param arePending whether they were delivered before
   * @return false when the partition was lost
   */
  boolean handle(List<Entry> entries, boolean arePending, long nowMillis)
      throws TransientException {
    if (arePending) {
      pendingFrom = entries.isEmpty() ? "" : entries.getLast().id();
    }
    if (entries.isEmpty()) {
      return true;
    }
    var batch = new EventBatch(key(), entries, lastEntry);
    tokens.load(batch.tokens());
    var step = new Step(number, nowMillis);
    batch.events().forEach(each -> apply(each.entryId(), each.event(), step));
    batch.bury(step);
    deadLetters += batch.buried();
    step.acknowledge(key(), entries.stream().map(Entry::id).toList());
    if (!commit(step, batch.lastEntry().toString())) {
      return false;
    }
    lastEntry = batch.lastEntry();
    if (batch.lost() > 0) {
      log.atError()
          .addKeyValue("partition", number)
          .addKeyValue("entries", batch.lost())
          .log("pending entries were gone from the stream; every book is in doubt");
      doubtAll(new LinkedHashSet<>(tokens.names()), "entries were lost in Redis", nowMillis);
    }
    return true;
  }

  private void apply(String entryId, MarketEvent event, Step step) {
    if (event instanceof NewMarket) {
      return;
    }
    TokenState token = tokens.get(event.header().tokenId());
    if (token.ended && event instanceof Book && Endings.isRevived(token, event.header())) {
      token = tokens.replace(Endings.revived(token, step));
    }
    if (token.ended && !(event instanceof Trade)) {
      return;
    }
    switch (event) {
      case Book e -> books.apply(token, e, step);
      case PriceChange e -> books.apply(token, e, step);
      case BestBidAsk e -> books.apply(token, e, step);
      case TickSize e -> books.apply(token, e, step);
      case Gap e -> books.apply(token, e, step);
      case Ended e -> end(token, e, step);
      case Resolved e -> end(token, e, step);
      case Trade e -> {
        TradeKeeper.Missing missing = trades.apply(token, e, step);
        if (missing != TradeKeeper.Missing.NOTHING) {
          held.hold(entryId, e, missing, step);
        }
      }
      case NewMarket e -> {}
    }
  }

  private void end(TokenState token, MarketEvent event, Step step) {
    Endings.end(token, event.header(), step);
    tokens.mayBeOver(token);
  }

  /** Does a step that no entry asked for. */
  boolean commit(Step step) throws TransientException {
    return commit(step, "");
  }

  private boolean commit(Step step, String entryId) throws TransientException {
    Commands commands = step.commands();
    if (commands.count() == 0) {
      return true;
    }
    PartitionCommit.Outcome outcome;
    try {
      outcome = commit.commit(epoch, batches, entryId, commands);
    } catch (TransientException e) {
      isLoaded = false;
      throw e;
    }
    switch (outcome) {
      case DONE -> batches++;
      case FENCED, MOVED -> {
        log.atWarn()
            .addKeyValue("partition", number)
            .addKeyValue("outcome", outcome)
            .log("batch dropped; the partition is read again");
        isLoaded = false;
        return false;
      }
    }
    tokens.shrink();
    return true;
  }

  /** Does what time alone brings about. */
  void passTime(long nowMillis) throws TransientException {
    var step = new Step(number, nowMillis);
    for (TokenState token : tokens.all()) {
      books.passTime(token, step);
    }
    boolean ignored = commit(step, "");
  }

  boolean isLoaded() {
    return isLoaded;
  }

  /** Tokens that are known now, those in a gap among them. */
  List<TokenState> known() {
    return new ArrayList<>(tokens.all());
  }
}
