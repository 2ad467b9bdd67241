package io.polytape.writer;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.Tenure;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.DeadLetter;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.exceptions.JedisDataException;

/** Finishes what a process left behind: the batch under way first, then its pending entries. */
final class Recovery {
  private static final Logger log = LoggerFactory.getLogger(Recovery.class);

  private final Redis redis;
  private final Target target;
  private final Journal journal;
  private final ConsumerSlot slot;
  private final Sink sink;
  private final InstantSource clock;

  Recovery(
      Redis redis,
      Target target,
      Journal journal,
      ConsumerSlot slot,
      Sink sink,
      InstantSource clock) {
    this.redis = redis;
    this.target = target;
    this.journal = journal;
    this.slot = slot;
    this.sink = sink;
    this.clock = clock;
  }

  /**
   * Repeats the insert of the manifest in a slot, if there is one: whole and with the same token,
   * for what is half done must become whole in the views too. No key is asked for here.
   */
  void replay(Tenure tenure, ConsumerGroup group) throws TransientException, FencedException {
    var found = journal.find(tenure.slot());
    if (found.isEmpty()) {
      return;
    }
    Manifest manifest = found.get();
    Batch batch = rebuild(manifest, group);
    if (!batch.rows().isEmpty()) {
      if (isOwn(tenure)) {
        FencedException.unlessHeld(slot, tenure);
      }
      sink.insert(target, batch.rows(), manifest.token());
    }
    journal.finish(tenure, manifest);
    log.atInfo()
        .addKeyValue("consumer", tenure.slot())
        .addKeyValue("table", target.table())
        .addKeyValue("rows", batch.rows().size())
        .log("unfinished batch inserted again");
  }

  private boolean isOwn(Tenure tenure) {
    return slot.tenure().filter(own -> own.slot().equals(tenure.slot())).isPresent();
  }

  private Batch rebuild(Manifest manifest, ConsumerGroup group) throws TransientException {
    var batch = new Batch(target, clock.instant());
    Set<String> wanted = new HashSet<>(manifest.inserted());
    String last = manifest.inserted().getLast();
    String from = manifest.inserted().getFirst();
    List<Entry> page;
    do {
      page = group.range(from, last, target.readAtOnce());
      for (Entry entry : page) {
        if (wanted.remove(entry.id())) {
          batch.add(entry);
        }
      }
      from = page.isEmpty() ? last : "(" + page.getLast().id();
    } while (page.size() == target.readAtOnce() && !wanted.isEmpty());
    batch.settleAs(manifest);
    if (!wanted.isEmpty() || !batch.refused().isEmpty()) {
      reportMissing(manifest, wanted.size() + batch.refused().size());
    }
    return batch;
  }

  private void reportMissing(Manifest manifest, int count) throws TransientException {
    String reason =
        count
            + " of "
            + manifest.inserted().size()
            + " entries of an unfinished batch"
            + " are no longer in the stream; read their source again";
    var letter =
        new DeadLetter(
            "clickhouse-writer",
            reason,
            manifest.stream(),
            "",
            clock.millis(),
            "",
            manifest.encode());
    var fields = letter.fields();
    redis.run(
        "dead-letter",
        client ->
            client.xadd(
                Streams.DEAD_LETTERS.key().getBytes(StandardCharsets.UTF_8),
                new redis.clients.jedis.params.XAddParams(),
                fields));
    log.atError().addKeyValue("stream", manifest.stream()).log(reason);
  }

  /**
   * Settles every slot that nobody holds any more and takes over its pending entries.
   *
   * @return how many entries are now pending for us
   */
  long adoptOrphans(Tenure own, ConsumerGroup group) throws TransientException, FencedException {
    long[] adopted = {0};
    for (String name : slotsWithWork(own.slot())) {
      try {
        slot.inherit(
            name,
            left -> {
              replay(left, group);
              for (long count = 1; count > 0; adopted[0] += count) {
                count = journal.adopt(left, own.slot());
              }
            });
      } catch (FencedException e) {
        // Somebody else took that slot over meanwhile; our own is not concerned.
        log.atInfo().addKeyValue("consumer", name).log("orphaned slot went to another process");
      }
    }
    if (adopted[0] > 0) {
      log.atInfo()
          .addKeyValue("stream", target.stream().key())
          .addKeyValue("entries", adopted[0])
          .log("pending entries of a dead writer taken over");
    }
    return adopted[0];
  }

  private Set<String> slotsWithWork(String own) throws TransientException {
    var names = new TreeSet<String>();
    String stream = target.stream().key();
    names.addAll(
        redis.run(
            "adopt",
            client -> {
              try {
                return client.xinfoConsumers2(stream, Streams.CLICKHOUSE_WRITER).stream()
                    .filter(info -> info.getPending() > 0)
                    .map(info -> info.getName())
                    .toList();
              } catch (JedisDataException e) {
                // No such stream or group yet.
                return List.<String>of();
              }
            }));
    names.remove(own);
    return names;
  }
}
