package io.polytape.dashboard.web;

import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.polytape.dashboard.live.Live;
import io.polytape.dashboard.status.EngineStatus;
import io.polytape.dashboard.status.Status;
import io.polytape.dashboard.web.Assets.Asset;
import io.polytape.dashboard.web.Latest.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The HTTP server: its routes only hand on what was made once for everybody. */
public final class WebServer implements AutoCloseable {
  private static final int LONGEST_HEADER = 8 * 1024;
  private static final int LONGEST_BODY = 64 * 1024;
  private static final int MOST_CLIENTS = 200;
  private static final Duration FRESH = Duration.ofSeconds(10);

  private final Latest latest;
  private final StatusJson json = new StatusJson();
  private final Javalin javalin;

  public WebServer(String host, Latest latest, Live live) {
    this(host, latest, live, MOST_CLIENTS);
  }

  WebServer(String host, Latest latest, Live live, int mostClients) {
    this.latest = latest;
    var gate = new Gate(host);
    var stream = new LiveStream(latest, mostClients);
    this.javalin =
        Javalin.create(
            config -> {
              configure(config);
              config.routes.before(gate::check);
              config.routes.wsBeforeUpgrade(gate::checkUpgrade);
              Assets.all()
                  .forEach((path, asset) -> config.routes.get(path, each -> send(each, asset)));
              config.routes.get("/api/status", this::status);
              config.routes.get("/api/stream", stream::serve);
              new LiveRoutes(live, latest, json).addTo(config.routes);
              config.routes.get("/health", this::health);
              config.routes.get("/ready", this::ready);
              config.routes.get("/metrics", this::metrics);
            });
  }

  private static void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.concurrency.useVirtualThreads = true;
    // Events must leave at once, and the rest is small.
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = LONGEST_BODY;
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setRequestHeaderSize(LONGEST_HEADER);
          http.setSendServerVersion(false);
        });
  }

  /** Starts listening; port 0 lets the system choose. */
  public void start(String host, int port) {
    javalin.start(host, port);
  }

  /** The port it listens on. */
  public int port() {
    return javalin.port();
  }

  private static void send(Context context, Asset asset) {
    // The browser keeps the file and asks each time whether it is still the same.
    context.header("Cache-Control", "no-cache").header("ETag", asset.tag());
    if (asset.tag().equals(context.header("If-None-Match"))) {
      context.status(304);
      return;
    }
    context.contentType(asset.type()).result(asset.bytes());
  }

  private void status(Context context) {
    Sample sample = latest.current();
    if (sample == null) {
      fault(context, List.of("the first sample is not taken yet"));
      return;
    }
    context.contentType("application/json").result(sample.json());
  }

  /** Whether this process and its loop live, whatever the engines do. */
  private void health(Context context) {
    Sample sample = latest.current();
    if (!isFresh(sample)) {
      fault(context, List.of("no sample was taken for " + FRESH.toSeconds() + " s"));
      return;
    }
    context.contentType("application/json").result(json.bytes(Map.of("healthy", true)));
  }

  /** Whether there is something true to show. */
  private void ready(Context context) {
    Sample sample = latest.current();
    if (sample == null || !isFresh(sample)) {
      fault(context, List.of("no sample was taken for " + FRESH.toSeconds() + " s"));
      return;
    }
    Status status = sample.status();
    var reasons = new ArrayList<String>();
    addFaults(reasons, "Redis", status.redis());
    addFaults(reasons, "ClickHouse", status.clickhouse());
    if (reasons.isEmpty()) {
      context
          .contentType("application/json")
          .result(json.bytes(Map.of("ready", true, "reasons", List.of())));
    } else {
      fault(context, reasons);
    }
  }

  private static void addFaults(List<String> reasons, String name, EngineStatus engine) {
    if (!engine.up()) {
      reasons.add(name + " at " + engine.address() + " does not answer: " + engine.reason());
    }
    reasons.addAll(engine.faults());
  }

  private void metrics(Context context) {
    Sample sample = latest.current();
    if (sample == null) {
      fault(context, List.of("the first sample is not taken yet"));
      return;
    }
    context.contentType(StatusMetrics.contentType()).result(StatusMetrics.text(sample.status()));
  }

  private void fault(Context context, List<String> reasons) {
    context
        .status(503)
        .contentType("application/json")
        .result(json.bytes(Map.of("ready", false, "reasons", reasons)));
  }

  private static boolean isFresh(@Nullable Sample sample) {
    return sample != null && System.nanoTime() - sample.nanos() < FRESH.toNanos();
  }

  @Override
  public void close() {
    latest.close();
    javalin.stop();
  }
}
