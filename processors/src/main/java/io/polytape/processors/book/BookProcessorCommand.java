package io.polytape.processors.book;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.stream.ConsumerGroup;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.TransientException;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** {@code polytape book-processor}: keeps the order books until it is stopped. */
@Command(
    name = "book-processor",
    description = {
      "Keeps the book of every followed token, checks it against what the venue states, and",
      "publishes quotes, books, level changes, trades and gaps; the hot cache holds the newest.",
      "Several may run side by side: they share the partitions and double nothing."
    },
    footer = {
      "",
      "A book in doubt is fetched by REST; until then its quality is 'gap', and a row of gaps",
      "says from when to when and why. Trades that the socket did not bring come from the Data"
          + " API.",
      "",
      "Example: a whole book of each changed token every ten seconds",
      "  polytape book-processor --book-snapshot-interval 10s"
    })
public final class BookProcessorCommand extends ConfiguredCommand {
  /** Short: a read waits for entries by itself. */
  private static final Duration IDLE = Duration.ofMillis(1);

  private static final Duration AUDIT_EVERY = Duration.ofSeconds(5);
  private static final Duration LEASE_TIME = Duration.ofSeconds(15);
  private static final Logger log = LoggerFactory.getLogger(BookProcessorCommand.class);

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<>(BookSettings.ALL);
    settings.addAll(CommonSettings.REDIS);
    return settings;
  }

  @Override
  protected int run(Config config) throws Exception {
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config)) {
      RedisCheck.require(redis, shutdown);
      work(config, shutdown, redis);
    }
    return ExitCode.OK;
  }

  private static void work(Config config, Shutdown stop, Redis redis)
      throws InterruptedException, TransientException {
    var instance = Instance.current();
    var clock = InstantSource.system();
    var settings = BookSettings.of(config);
    ConsumerGroup.createAll(redis);
    try (var heartbeat = new RedisHeartbeat(redis, PartitionShare.WORKER, instance, clock);
        var venue = new VenueClient(settings.clobUrl(), settings.dataUrl(), clock);
        var share = new PartitionShare(redis, instance, PartitionShare.LEASE_TIME);
        var auditLease = new HeldLease(new Lease(redis, TradeAudit.LEASE, instance, LEASE_TIME));
        var processor = new BookProcessor(redis, share, venue, settings, heartbeat, clock)) {
      var audit = new TradeAudit(redis, auditLease, venue, clock);
      Thread auditing = startAudit(audit, stop);
      new WorkerLoop(PartitionShare.WORKER, processor, stop, IDLE, Backoff.live(), heartbeat).run();
      auditing.interrupt();
      auditing.join(Duration.ofSeconds(2));
    }
  }

  private static Thread startAudit(TradeAudit audit, Shutdown stop) {
    var loop =
        new WorkerLoop(
            TradeAudit.LEASE, audit, stop, AUDIT_EVERY, Backoff.standard(), Heartbeat.NONE);
    return Thread.ofPlatform()
        .name(TradeAudit.LEASE)
        .daemon()
        .start(
            () -> {
              try {
                loop.run();
              } catch (InterruptedException e) {
                // Stopped.
              } catch (RuntimeException e) {
                log.atError().setCause(e).log("trade audit broke; the process ends");
                stop.request();
              }
            });
  }
}
