package io.polytape.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who watches live events, by server-sent events or a WebSocket, through a real client.
 */
final class Viewer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Runnable closing;
  private volatile @Nullable WebSocket socket;

  /** One event, with the id that came with it. */
  record Heard(String id, String event, JsonNode data) {}

  private Viewer(Runnable closing) {
    this.closing = closing;
  }

  static Viewer events(OkHttpClient http, int port, String query, @Nullable String lastId) {
    var request = new Request.Builder().url("http://127.0.0.1:" + port + "/api/events" + query);
    if (lastId != null) {
      request.header("Last-Event-ID", lastId);
    }
    try {
      Call call = http.newCall(request.build());
      Response response = call.execute();
      if (response.code() != 200) {
        int code = response.code();
        response.close();
        throw new IllegalStateException("HTTP " + code);
      }
      var viewer = new Viewer(call::cancel);
      Thread.ofVirtual().start(() -> viewer.read(response));
      return viewer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Response response) {
    try (var reader =
        new BufferedReader(
            new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8))) {
      String id = "";
      String event = "position";
      String data = "{}";
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data = line.substring(6);
        } else if (line.isEmpty()) {
          heard.add(new Heard(id, event, JSON.readTree(data)));
          event = "position";
          data = "{}";
        }
      }
    } catch (IOException e) {
      heard.add(new Heard("", "end", JSON.createObjectNode()));
    }
  }

  static Viewer socket(OkHttpClient http, int port, @Nullable String origin) {
    var request = new Request.Builder().url("http://127.0.0.1:" + port + "/ws/live");
    if (origin != null) {
      request.header("Origin", origin);
    }
    var viewer = new Viewer(() -> {});
    viewer.socket =
        http.newWebSocket(
            request.build(),
            new WebSocketListener() {
              @Override
              public void onMessage(WebSocket from, String text) {
                try {
                  JsonNode data = JSON.readTree(text);
                  viewer.heard.add(new Heard("", data.path("type").asText(), data));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }

              @Override
              public void onClosing(WebSocket from, int code, String reason) {
                viewer.heard.add(new Heard("", "end", JSON.createObjectNode().put("code", code)));
              }

              @Override
              public void onFailure(WebSocket from, Throwable cause, @Nullable Response answer) {
                viewer.heard.add(
                    new Heard(
                        "",
                        "end",
                        JSON.createObjectNode().put("code", answer == null ? 0 : answer.code())));
              }
            });
    return viewer;
  }

  Viewer say(String text) {
    WebSocket open = socket;
    if (open == null || !open.send(text)) {
      throw new IllegalStateException("not an open socket");
    }
    return this;
  }

  /** Waits for what is wanted and forgets what came before it. */
  Heard await(Predicate<Heard> wanted) throws InterruptedException {
    long end = System.nanoTime() + DEADLINE.toNanos();
    var others = new StringBuilder();
    while (true) {
      Heard next = heard.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (next == null) {
        throw new AssertionError("not within " + DEADLINE + "; came: " + others);
      }
      if (wanted.test(next)) {
        return next;
      }
      others.append(next).append('\n');
    }
  }

  Heard await(String event) throws InterruptedException {
    return await(each -> each.event().equals(event));
  }

  /** The next one that is an event of the market or a notice. */
  Heard next() throws InterruptedException {
    return await(each -> !each.event().equals("position") && !each.event().equals("heartbeat"));
  }

  @Override
  public void close() {
    WebSocket open = socket;
    if (open != null) {
      open.cancel();
    }
    closing.run();
  }
}
