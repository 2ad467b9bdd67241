package io.polytape.ingesters.clob;

import io.polytape.common.redis.Redis;
import io.polytape.common.stream.Keys;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes once a second what the page shows of the capture. */
final class PageState {
  private static final Duration EVERY = Duration.ofSeconds(1);

  private final Redis redis;
  private final Capture capture;
  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private Instant next = Instant.MIN;
  private long publishedBefore;

  PageState(Redis redis, Capture capture, Heartbeat heartbeat, InstantSource clock) {
    this.redis = redis;
    this.capture = capture;
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  void show() throws TransientException {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    next = now.plus(EVERY);
    List<ConnectionView> views = capture.shards().views();
    figures(views);
    connections(views, now);
    events();
    int ignored = capture.oddities().flush(redis);
  }

  private void figures(List<ConnectionView> views) {
    long published = capture.publishing().published();
    heartbeat.progressed((int) Math.min(Integer.MAX_VALUE, published - publishedBefore));
    publishedBefore = published;
    heartbeat.figure("tokens", Integer.toString(capture.states().size()));
    heartbeat.figure("connections", Integer.toString(views.size()));
    heartbeat.figure(
        "open", Long.toString(views.stream().filter(view -> view.state().equals("open")).count()));
    heartbeat.figure("waiting_events", Integer.toString(capture.buffers().size()));
    heartbeat.figure("conflated", Long.toString(capture.buffers().conflations()));
    heartbeat.figure("lost_trades", Long.toString(capture.buffers().lostTrades()));
    heartbeat.figure("published", Long.toString(published));
    heartbeat.figure("audited", Long.toString(capture.auditor().audited()));
    heartbeat.figure("audit", capture.auditing().state().isEmpty() ? "running" : "failing");
  }

  private void connections(List<ConnectionView> views, Instant now) throws TransientException {
    Map<String, String> fields = new HashMap<>();
    views.forEach(view -> fields.put(view.shard(), view.json(now)));
    redis.run(
        "page",
        client -> {
          try (var transaction = client.multi()) {
            transaction.del(Keys.CLOB_CONNECTIONS);
            if (!fields.isEmpty()) {
              transaction.hset(Keys.CLOB_CONNECTIONS, fields);
            }
            return transaction.exec();
          }
        });
  }

  private void events() throws TransientException {
    Map<String, Long> drained = capture.counts().drain();
    if (drained.isEmpty()) {
      return;
    }
    try {
      redis.run(
          "page",
          client -> {
            try (var pipeline = client.pipelined()) {
              drained.forEach((kind, sum) -> pipeline.hincrBy(Keys.CLOB_EVENTS, kind, sum));
              pipeline.sync();
              return null;
            }
          });
    } catch (TransientException e) {
      capture.counts().restore(drained);
      throw e;
    }
  }
}
