package io.polytape.processors.book;

import io.polytape.common.live.GapReason;
import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Script;
import io.polytape.common.stream.Entry;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

  /** Time is looked at more often, unless the process was held up. */
  private static final long HELD_UP_MILLIS = 500;

  private static final int LOADED_AT_ONCE = 25;

  final int number;
  final TokenCache tokens;
  final HeldTrades held;
  private final Redis redis;
  private final PartitionCommit commit;
  private final BookKeeper books;
  private final EventHandler events;
  private final RestWork rest;
  private final Jumps jumps;

  private long epoch;
  private long batches = -1;
  private EntryId lastEntry = EntryId.ZERO;
  private boolean isLoaded;

  /** Where to go on among the entries that were delivered before; null when there are no more. */
  private String pendingFrom = "";

  /** Whether the entries that were delivered before may be older than what was handled since. */
  private boolean areStrays;

  /** Tokens whose books are in doubt since Redis lost commits. */
  private final Set<String> doubted = new LinkedHashSet<>();

  private long deadLetters;
  private long passedAt;
  private final Deque<String> followed = new ArrayDeque<>();

  Partition(Redis redis, int number, BookKeeper books, TradeKeeper trades, Duration auditAfter) {
    this.redis = redis;
    this.number = number;
    this.books = books;
    this.tokens = new TokenCache(new StateStore(redis));
    this.held = new HeldTrades(redis, number);
    this.events = new EventHandler(tokens, held, books, trades);
    this.rest = new RestWork(number, tokens, held, new Resync(books), trades, auditAfter);
    this.jumps = new Jumps(new MarketTrades(redis));
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
      doubted.clear();
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
    return deadLetters + events.deadLetters();
  }

  /** Reads where the partition stands, unless that is known. */
  void load(long nowMillis) throws TransientException {
    if (isLoaded) {
      return;
    }
    PartitionCommit.Standing standing = commit.standing();
    if (standing.batches() < batches) {
      log.atWarn()
          .addKeyValue("partition", number)
          .addKeyValue("batches", standing.batches())
          .addKeyValue("tokens", tokens.size())
          .log("Redis lost its last commits; every book of the partition is in doubt");
      doubted.addAll(tokens.names());
    }
    tokens.clear();
    held.load(nowMillis);
    batches = standing.batches();
    lastEntry = EntryId.parse(standing.lastEntry());
    pendingFrom = "0-0";
    areStrays = false;
    tokens.load(
        redis.run(
            "load-books",
            client -> client.sunion(StateStore.openGaps(number), Jumps.waiting(number))));
    Map<String, String> ended =
        redis.run("load-books", client -> client.hgetAll(Jumps.ended(number)));
    tokens.load(ended.keySet());
    Jumps.load(ended, tokens);
    isLoaded = true;
    if (!doubted.isEmpty()) {
      doubtAll(doubted, "Redis lost its last second", nowMillis);
      doubted.clear();
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
    commit(step);
  }

  /** What is to be committed for entries that were read. */
  record Prepared(Partition partition, Script.Call call, EntryId lastEntry, int lost) {}

  /**
   * Handles entries, in their order; nothing has happened before that is committed.
   *
   * @param arePending whether they were delivered before
   */
  Prepared prepare(List<Entry> entries, boolean arePending, long nowMillis)
      throws TransientException {
    if (arePending) {
      pendingFrom = entries.getLast().id();
    }
    var batch = new EventBatch(key(), entries, arePending && areStrays ? EntryId.ZERO : lastEntry);
    tokens.load(batch.tokens());
    tokens.loadMarkets(batch.traded(), nowMillis);
    var step = new Step(number, nowMillis);
    batch.events().forEach(each -> events.handle(each, step));
    batch.bury(step);
    deadLetters += batch.buried();
    step.acknowledge(key(), entries.stream().map(Entry::id).toList());
    EntryId newest = batch.lastEntry().compareTo(lastEntry) > 0 ? batch.lastEntry() : lastEntry;
    var call = commit.call(epoch, batches, newest.toString(), step.commands());
    return new Prepared(this, call, newest, batch.lost());
  }

  /**
   * Looks for entries that are in nobody's hands: one that slept through its lease may have read
   * them before it found out. All that we read is acknowledged by now.
   */
  void lookForStrays() throws TransientException {
    if (isLoaded && pendingFrom.isEmpty() && commit.pending() > 0) {
      log.atWarn()
          .addKeyValue("partition", number)
          .log("entries that a process took which had lost the partition are handled late");
      areStrays = true;
      pendingFrom = "0-0";
    }
  }

  /** There are no entries left that were delivered before. */
  void pendingIsDone() {
    pendingFrom = "";
    areStrays = false;
  }

  /**
   * Goes on after a commit.
   *
   * @return false when it did not happen: the partition is read again
   */
  boolean finish(Prepared prepared, PartitionCommit.Outcome outcome, long nowMillis)
      throws TransientException {
    if (!isDone(outcome)) {
      return false;
    }
    lastEntry = prepared.lastEntry();
    if (prepared.lost() > 0) {
      log.atError()
          .addKeyValue("partition", number)
          .addKeyValue("entries", prepared.lost())
          .log("pending entries were gone from the stream; every book is in doubt");
      doubtAll(new LinkedHashSet<>(tokens.names()), "entries were lost in Redis", nowMillis);
    }
    return true;
  }

  /** Does a step that no entry asked for. */
  private void commit(Step step) throws TransientException {
    Commands commands = step.commands();
    if (commands.count() == 0) {
      return;
    }
    var outcome = PartitionCommit.commit(redis, List.of(commit.call(epoch, batches, "", commands)));
    boolean ignored = isDone(outcome.getFirst());
  }

  private boolean isDone(PartitionCommit.Outcome outcome) {
    if (outcome != PartitionCommit.Outcome.DONE) {
      log.atWarn()
          .addKeyValue("partition", number)
          .addKeyValue("outcome", outcome)
          .log("batch dropped; the partition is read again");
      isLoaded = false;
      return false;
    }
    batches++;
    tokens.shrink();
    return true;
  }

  /** Names tokens to look after although nothing may come on them. */
  void follow(Collection<String> tokenIds) {
    followed.clear();
    followed.addAll(tokenIds);
  }

  private void loadFollowed() throws TransientException {
    var some = new ArrayList<String>();
    while (some.size() < LOADED_AT_ONCE && tokens.hasRoom() && !followed.isEmpty()) {
      some.add(followed.removeFirst());
    }
    tokens.load(some);
  }

  /** Does what time alone brings about. */
  void passTime(long nowMillis) throws TransientException {
    loadFollowed();
    boolean isAwake = nowMillis - passedAt <= HELD_UP_MILLIS;
    passedAt = nowMillis;
    var step = new Step(number, nowMillis);
    for (TokenState token : tokens.all()) {
      books.passTime(token, step, isAwake);
      rest.passTime(token, step);
      if (!token.ended && token.vwap.passTo(nowMillis)) {
        step.touchWindows(token);
      }
    }
    rest.expire(step);
    if (pendingFrom.isEmpty()) {
      jumps.passTime(tokens.all(), step, isAwake);
    }
    commit(step);
  }

  /**
   * The books that are to be fetched now, counted as under way.
   *
   * @param audits how many of them may be of books that nobody doubts
   */
  List<BookFetcher.Question> toFetch(long nowMillis, int most, int audits) {
    return rest.toFetch(nowMillis, most, audits);
  }

  /** Takes books that were fetched. */
  void fetched(List<BookFetcher.Answer> answers, long nowMillis) throws TransientException {
    var step = new Step(number, nowMillis);
    rest.fetched(answers, step, events.feedHeardAt());
    commit(step);
  }

  /** Takes what the Data API says of a trade that waits for its size. */
  void sized(String entryId, List<DataTrade> rows, long nowMillis) throws TransientException {
    var step = new Step(number, nowMillis);
    rest.sized(entryId, rows, step);
    commit(step);
  }

  boolean isLoaded() {
    return isLoaded;
  }
}
