package io.polytape.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import io.polytape.dashboard.live.Live;
import io.polytape.dashboard.status.Sampler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Predicate;

/** A whole dashboard on a free port, whose samples are taken when a test asks for them. */
final class Dashboard implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final Latest latest = new Latest();
  private final Live live;
  private final WebServer server;
  private final Sampler sampler;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Dashboard(Redis redis, ClickHouse clickHouse, int mostClients) {
    this(redis, clickHouse, mostClients, 2_000);
  }

  /** With a small queue for each viewer of events. */
  Dashboard(Redis redis, ClickHouse clickHouse, int mostClients, int queue) {
    live = new Live(redis, clickHouse, InstantSource.system(), mostClients, queue);
    server = new WebServer("127.0.0.1", latest, live, mostClients);
    server.start("127.0.0.1", 0);
    sampler = new Sampler(redis, clickHouse, live::status, InstantSource.system(), latest::publish);
  }

  int port() {
    return server.port();
  }

  Latest latest() {
    return latest;
  }

  void sample() {
    sampler.runOnce();
  }

  /** Takes samples until the status is as wanted. */
  JsonNode statusWhen(Predicate<JsonNode> wanted) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    JsonNode status = null;
    while (System.nanoTime() < end) {
      sampler.runOnce();
      try {
        status = JSON.readTree(get("/api/status").body());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (wanted.test(status)) {
        return status;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not within " + DEADLINE + "; last status: " + status);
  }

  HttpResponse<String> get(String path) {
    return send(request(path).GET().build());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  HttpResponse<String> send(HttpRequest request) {
    return send(request, BodyHandlers.ofString());
  }

  <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
    try {
      return http.send(request, handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    sampler.close();
    server.close();
    live.close();
    http.close();
  }
}
