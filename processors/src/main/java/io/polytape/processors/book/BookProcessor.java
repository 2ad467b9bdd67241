package io.polytape.processors.book;

import io.polytape.common.live.Partitions;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The book processor: one step reads a batch of each partition that this process holds and commits
 * what follows, one commit for each partition. Ten times a second it looks after what time alone
 * brings about.
 */
final class BookProcessor implements Worker, AutoCloseable {
  private static final long SHARE_EVERY_MILLIS = 1_000;
  private static final long LONGEST_STEP_MILLIS = PartitionShare.LEASE_TIME.toMillis() / 2;
  private static final long LOOK_EVERY_MILLIS = 100;
  private static final long FOLLOWED_EVERY_MILLIS = 30_000;
  private static final Duration BLOCK = Duration.ofMillis(50);

  private final Redis redis;
  private final PartitionShare share;
  private final PartitionReader reader;
  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private final BookKeeper books;
  private final TradeKeeper trades = new TradeKeeper();
  private final VenueQuestions questions;
  private final BookSettings settings;
  private final Map<Integer, Partition> partitions = new LinkedHashMap<>();

  private long nextShare;
  private long ownedAt;
  private long nextLook;
  private long nextFollowed;
  private long nextFull;
  private Optional<String> full = Optional.empty();

  BookProcessor(
      Redis redis,
      PartitionShare share,
      VenueClient venue,
      BookSettings settings,
      Heartbeat heartbeat,
      InstantSource clock) {
    this.redis = redis;
    this.share = share;
    this.reader = new PartitionReader(redis, settings.batch());
    this.heartbeat = heartbeat;
    this.clock = clock;
    this.settings = settings;
    this.questions = new VenueQuestions(venue);
    this.books = new BookKeeper(settings.snapshotInterval());
  }

  @Override
  public int runOnce() throws TransientException {
    try {
      return step();
    } catch (TransientException e) {
      // What is in memory may be ahead of what was committed, and entries that were read are in
      // nobody's hands.
      partitions.values().forEach(Partition::reload);
      throw e;
    }
  }

  private int step() throws TransientException {
    own();
    full();
    if (full.isPresent()) {
      heartbeat.waiting(full.get());
      return 0;
    }
    for (Partition partition : partitions.values()) {
      partition.load(clock.millis());
    }
    questions.answer(partitions, clock.millis());
    int moved = readPending();
    moved += readNew(moved > 0 ? Duration.ZERO : BLOCK);
    look();
    return moved;
  }

  private void own() throws TransientException {
    long now = clock.millis();
    if (now < nextShare) {
      return;
    }
    Map<Integer, Long> owned = share.refresh(now);
    partitions.keySet().retainAll(owned.keySet());
    owned.forEach(
        (number, epoch) ->
            partitions
                .computeIfAbsent(
                    number, n -> new Partition(redis, n, books, trades, settings.auditAfter()))
                .own(epoch));
    for (Partition partition : partitions.values()) {
      partition.lookForStrays();
    }
    nextShare = now + SHARE_EVERY_MILLIS;
    ownedAt = now;
    heartbeat.figure("partitions", Integer.toString(partitions.size()));
    heartbeat.figure(
        "tokens",
        Integer.toString(partitions.values().stream().mapToInt(each -> each.tokens.size()).sum()));
  }

  private int readPending() throws TransientException {
    var prepared = new ArrayList<Partition.Prepared>();
    int moved = 0;
    for (Partition partition : partitions.values()) {
      if (!partition.pendingFrom().isEmpty()) {
        List<Entry> entries = reader.readPending(partition.number, partition.pendingFrom());
        if (entries.isEmpty()) {
          partition.pendingIsDone();
        } else {
          prepared.add(partition.prepare(entries, true, clock.millis()));
          moved += entries.size();
        }
      }
    }
    commit(prepared);
    return moved;
  }

  private int readNew(Duration block) throws TransientException {
    if (clock.millis() - ownedAt > LONGEST_STEP_MILLIS) {
      // Who was stopped in the midst of a step may have lost its partitions.
      nextShare = 0;
      return 0;
    }
    var ready = new LinkedHashMap<String, Partition>();
    for (Partition partition : partitions.values()) {
      if (partition.isLoaded() && partition.pendingFrom().isEmpty()) {
        ready.put(partition.key(), partition);
      }
    }
    if (ready.isEmpty()) {
      return 0;
    }
    var prepared = new ArrayList<Partition.Prepared>();
    int moved = 0;
    for (var stream : reader.readNew(ready.keySet(), block).entrySet()) {
      Partition partition = ready.get(stream.getKey());
      if (partition != null && !stream.getValue().isEmpty()) {
        prepared.add(partition.prepare(stream.getValue(), false, clock.millis()));
        moved += stream.getValue().size();
      }
    }
    commit(prepared);
    return moved;
  }

  private void commit(List<Partition.Prepared> prepared) throws TransientException {
    if (prepared.isEmpty()) {
      return;
    }
    List<PartitionCommit.Outcome> outcomes =
        PartitionCommit.commit(redis, prepared.stream().map(Partition.Prepared::call).toList());
    for (int i = 0; i < prepared.size(); i++) {
      Partition.Prepared each = prepared.get(i);
      if (!each.partition().finish(each, outcomes.get(i), clock.millis())) {
        // Who holds it now?
        nextShare = 0;
      }
    }
  }

  private void look() throws TransientException {
    long now = clock.millis();
    if (now < nextLook) {
      return;
    }
    if (now >= nextFollowed) {
      follow();
      nextFollowed = now + FOLLOWED_EVERY_MILLIS;
    }
    nextLook = now + LOOK_EVERY_MILLIS;
    for (Partition partition : new ArrayList<>(partitions.values())) {
      if (partition.isLoaded()) {
        partition.passTime(now);
      }
    }
    questions.ask(partitions.values().stream().filter(Partition::isLoaded).toList(), now);
  }

  /** Quiet tokens too have windows that empty and books that may be wrong. */
  private void follow() throws TransientException {
    Set<String> active =
        redis.run("load-books", client -> client.smembers(Keys.ACTIVE_CLOB_TOKENS));
    Map<Integer, List<String>> byPartition =
        active.stream().collect(Collectors.groupingBy(Partitions::of));
    partitions.forEach(
        (number, partition) -> partition.follow(byPartition.getOrDefault(number, List.of())));
  }

  /** Why to publish nothing for now. Redis memory is no reason: our acknowledgements free it. */
  private void full() throws TransientException {
    long now = clock.millis();
    if (now < nextFull) {
      return;
    }
    nextFull = now + SHARE_EVERY_MILLIS;
    full = Optional.empty();
    for (Streams stream : PartitionCommit.outputs()) {
      long length = redis.run("backpressure", client -> client.xlen(stream.key()));
      if (length >= stream.highMark()) {
        full =
            Optional.of(stream.key() + " holds " + length + " entries; waiting until it has room");
      }
    }
  }

  /** How many partitions this process holds, of {@link Partitions#COUNT}. */
  int held() {
    return partitions.size();
  }

  @Override
  public void close() {
    questions.close();
  }
}
