package io.polytape.processors.trade;

import io.polytape.common.redis.ConsumerSlot;
import io.polytape.common.redis.Redis;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.stream.Entry;
import io.polytape.common.stream.Streams;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the next fills come from: first what this consumer was given before and never finished,
 * then what consumers that are gone left behind, then what nobody has seen.
 */
final class FillSource {
  private static final Logger log = LoggerFactory.getLogger(FillSource.class);
  private static final Duration CLAIM_EVERY = Duration.ofSeconds(2);
  private static final Duration IDLE_TOO_LONG = Duration.ofSeconds(60);
  private static final int NAMED_IN_LOG = 20;

  private final ConsumerGroup group;
  private final ConsumerSlot slot;
  private final int batch;
  private boolean ownPending = true;
  private String pendingAfter = "0-0";
  private long nextClaim;
  private long lost;

  FillSource(Redis redis, ConsumerSlot slot, String consumer, int batch) {
    this.group = new ConsumerGroup(redis, Streams.ORDER_EVENTS, Streams.TRADE_PROCESSOR, consumer);
    this.slot = slot;
    this.batch = batch;
  }

  /**
   * The next entries.
   *
   * @param newToo whether entries that nobody has seen may be read
   * @param block how long to wait for those
   */
  List<Entry> next(boolean newToo, Duration block, long nowMillis) throws TransientException {
    if (ownPending) {
      List<Entry> mine = group.readPending(pendingAfter, batch);
      if (!mine.isEmpty()) {
        pendingAfter = mine.getLast().id();
        return present(mine);
      }
      ownPending = false;
    }
    if (nowMillis >= nextClaim) {
      List<Entry> claimed = claim();
      if (!claimed.isEmpty()) {
        return claimed;
      }
      nextClaim = nowMillis + CLAIM_EVERY.toMillis();
    }
    return newToo ? present(group.readNew(batch, block)) : List.of();
  }

  /** Reads own pending entries again: after a failure nobody knows what of a batch was done. */
  void startOver() {
    ownPending = true;
    pendingAfter = "0-0";
  }

  /** How many entries were deleted from the stream before they were finished. */
  long lost() {
    return lost;
  }

  private List<Entry> claim() throws TransientException {
    for (String consumer : group.consumersWithPending()) {
      if (!consumer.equals(group.consumer()) && slot.isFree(consumer)) {
        List<Entry> entries = take(consumer, Duration.ZERO);
        if (!entries.isEmpty()) {
          return entries;
        }
      }
    }
    return take("", IDLE_TOO_LONG);
  }

  private List<Entry> take(String consumer, Duration idle) throws TransientException {
    var claimed = group.claim(consumer, idle, batch);
    reportLost(claimed.deleted());
    return present(claimed.entries());
  }

  private List<Entry> present(List<Entry> entries) throws TransientException {
    var gone = new ArrayList<String>();
    var present = new ArrayList<Entry>(entries.size());
    for (Entry entry : entries) {
      if (entry.isDeleted()) {
        gone.add(entry.id());
      } else {
        present.add(entry);
      }
    }
    if (!gone.isEmpty()) {
      group.acknowledge(gone);
      reportLost(gone);
    }
    return present;
  }

  private void reportLost(List<String> ids) {
    if (ids.isEmpty()) {
      return;
    }
    lost += ids.size();
    log.atError()
        .addKeyValue("stream", group.stream())
        .addKeyValue("entries", ids.size())
        .addKeyValue("entry_ids", ids.subList(0, Math.min(ids.size(), NAMED_IN_LOG)))
        .log("entries were deleted before they were processed; set their source's watermark back");
  }
}
