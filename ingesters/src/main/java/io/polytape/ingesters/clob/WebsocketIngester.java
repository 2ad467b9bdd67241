package io.polytape.ingesters.clob;

import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Redis;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.Worker;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Captures live data while it holds the lease, and stands by while another process does. */
final class WebsocketIngester implements Worker, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebsocketIngester.class);

  private final Redis redis;
  private final HeldLease lease;
  private final Capture.Config config;
  private final Heartbeat heartbeat;
  private final InstantSource clock;
  private long heldEpoch = -1;
  private @Nullable Capture capture;
  private @Nullable PageState page;

  WebsocketIngester(
      Redis redis,
      HeldLease lease,
      Capture.Config config,
      Heartbeat heartbeat,
      InstantSource clock) {
    this.redis = redis;
    this.lease = lease;
    this.config = config;
    this.heartbeat = heartbeat;
    this.clock = clock;
  }

  @Override
  public int runOnce() throws TransientException, InterruptedException {
    // While Redis is away the connections stay, and what they bring waits.
    Optional<Long> epoch = lease.acquire();
    if (epoch.isEmpty()) {
      stop();
      heartbeat.waiting("another websocket-ingester (" + lease.holder() + ") captures");
      return 0;
    }
    Capture current = capture;
    if (current == null || epoch.get() != heldEpoch || current.isFenced()) {
      stop();
      current = new Capture(redis, epoch.get(), Restart.read(redis), config, clock);
      capture = current;
      page = new PageState(redis, current, heartbeat, clock);
      heldEpoch = epoch.get();
      log.atInfo().addKeyValue("epoch", heldEpoch).log("capturing live data");
    }
    int done = current.refresh();
    if (page != null) {
      page.show();
    }
    String state = current.publishing().state();
    if (!state.isEmpty()) {
      heartbeat.waiting(state);
    }
    return done;
  }

  private void stop() {
    if (capture != null) {
      capture.close();
      capture = null;
      page = null;
      heldEpoch = -1;
    }
  }

  @Override
  public void close() {
    stop();
  }
}
