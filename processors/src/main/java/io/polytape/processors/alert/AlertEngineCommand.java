package io.polytape.processors.alert;

import io.polytape.common.cli.ConfiguredCommand;
import io.polytape.common.config.CommonSettings;
import io.polytape.common.config.Config;
import io.polytape.common.config.Setting;
import io.polytape.common.redis.HeldLease;
import io.polytape.common.redis.Instance;
import io.polytape.common.redis.Lease;
import io.polytape.common.redis.Redis;
import io.polytape.common.redis.RedisCheck;
import io.polytape.common.worker.Backoff;
import io.polytape.common.worker.Heartbeat;
import io.polytape.common.worker.RedisHeartbeat;
import io.polytape.common.worker.Shutdown;
import io.polytape.common.worker.WorkerLoop;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code polytape alert-engine}. */
@Command(
    name = "alert-engine",
    description = {
      "Watches quotes, trades and gaps by rules and raises alerts: to stream:alerts,",
      "the channel alerts:orderbook, the table alerts, and webhooks.",
      "One is at work at a time; others stand by."
    },
    footer = {
      "",
      "Alerts that stand survive a restart; windows and baselines begin anew.",
      "Webhooks check X-Polytape-Signature: sha256= and the HMAC-SHA256, under",
      "ALERT_WEBHOOK_SECRET, of X-Polytape-Timestamp, a dot and the body.",
      "",
      "Examples: the shipped rules as a file to change; a check of it; its use",
      "  polytape alert-engine --print-rules > alerts.json",
      "  polytape alert-engine --alert-rules alerts.json --print-rules",
      "  polytape alert-engine --alert-rules alerts.json"
    })
public final class AlertEngineCommand extends ConfiguredCommand {
  private static final Duration LEASE_TIME = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofMillis(50);
  private static final Duration WEBHOOK_IDLE = Duration.ofMillis(200);

  @Option(
      names = "--print-rules",
      description = "check the rules, print the file and do nothing else")
  private boolean printRules;

  @Override
  protected List<Setting<?>> settings() {
    var settings = new ArrayList<Setting<?>>(AlertSettings.ALL);
    settings.addAll(CommonSettings.REDIS);
    return settings;
  }

  @Override
  protected int run(Config config) throws Exception {
    List<AlertRule> rules = RuleFile.read(config.find(AlertSettings.RULES));
    if (printRules) {
      System.out.print(RuleFile.text(config.find(AlertSettings.RULES)));
      return ExitCode.OK;
    }
    List<Webhook> webhooks = AlertSettings.webhooks(config);
    try (var shutdown = new Shutdown(config.get(CommonSettings.SHUTDOWN_GRACE));
        var redis = Redis.open(config)) {
      RedisCheck.require(redis, shutdown);
      work(redis, rules, webhooks, config.find(AlertSettings.SECRET).orElse(""), shutdown);
    }
    return ExitCode.OK;
  }

  private static void work(
      Redis redis, List<AlertRule> rules, List<Webhook> webhooks, String secret, Shutdown shutdown)
      throws Exception {
    var instance = Instance.current();
    var clock = InstantSource.system();
    WebhookSender.forgetOthers(redis, webhooks);
    var bug = new AtomicReference<@Nullable Throwable>();
    try (var heartbeat = new RedisHeartbeat(redis, "alert-engine", instance, clock);
        var lease = new HeldLease(new Lease(redis, AlertEngine.LEASE, instance, LEASE_TIME));
        var client = new WebhookClient(secret, clock)) {
      var engine = new AlertEngine(redis, lease, rules, webhooks, heartbeat, clock);
      var senders = new ArrayList<Thread>();
      for (Webhook webhook : webhooks) {
        var retries =
            new Backoff(
                Duration.ofSeconds(1), Duration.ofMinutes(10), RandomGenerator.getDefault());
        var sender = new WebhookSender(redis, webhook, client, engine::isAtWork, retries, clock);
        var loop =
            new WorkerLoop(
                "webhook " + webhook.shown(),
                sender,
                shutdown,
                WEBHOOK_IDLE,
                Backoff.standard(),
                Heartbeat.NONE);
        senders.add(
            Thread.ofVirtual()
                .name("webhook")
                .start(
                    () -> {
                      try {
                        loop.run();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      } catch (RuntimeException | Error e) {
                        bug.compareAndSet(null, e);
                        shutdown.request();
                      }
                    }));
      }
      new WorkerLoop("alert-engine", engine, shutdown, IDLE, Backoff.standard(), heartbeat).run();
      for (Thread sender : senders) {
        sender.interrupt();
        sender.join();
      }
    }
    Throwable found = bug.get();
    if (found != null) {
      throw new IllegalStateException("a webhook's loop ended with a bug", found);
    }
  }
}
