package io.polytape.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** A plain client of the market channel that keeps every frame. */
final class MarketClient extends WebSocketListener implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_NANOS = Duration.ofSeconds(20).toNanos();

  final Queue<String> frames = new ConcurrentLinkedQueue<>();
  final CountDownLatch ended = new CountDownLatch(1);
  volatile int status;
  volatile String end = "";
  private final BlockingQueue<String> news = new LinkedBlockingQueue<>();
  private final OkHttpClient client = new OkHttpClient();
  private final WebSocket socket;

  MarketClient(String url) {
    socket = client.newWebSocket(new Request.Builder().url(url).build(), this);
  }

  MarketClient subscribe(List<String> tokens, Map<String, ?> more) throws IOException {
    var command = new LinkedHashMap<String, Object>(more);
    command.putIfAbsent("type", "market");
    command.put("assets_ids", tokens);
    send(JSON.writeValueAsString(command));
    return this;
  }

  void operate(String operation, List<String> tokens) throws IOException {
    send(JSON.writeValueAsString(Map.of("operation", operation, "assets_ids", tokens)));
  }

  void send(String text) {
    socket.send(text);
  }

  /** Waits for a frame; those before it stay in {@link #frames}. */
  String await(Predicate<String> wanted) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end) {
      String frame = news.poll(100, TimeUnit.MILLISECONDS);
      if (frame != null && wanted.test(frame)) {
        return frame;
      }
    }
    throw new AssertionError("no such frame came; of " + frames.size() + ", ended: " + this.end);
  }

  void awaitEnd() throws InterruptedException {
    if (!ended.await(PATIENCE_NANOS, TimeUnit.NANOSECONDS)) {
      throw new AssertionError("the connection goes on");
    }
  }

  /** Waits until an answer to the heartbeat is here, and with it every frame before it. */
  MarketClient sync() throws InterruptedException {
    send("PING");
    await(frame -> frame.equals("PONG"));
    return this;
  }

  /** Every event so far, arrays taken apart; what cannot be read is left out. */
  List<JsonNode> events() {
    var events = new ArrayList<JsonNode>();
    for (String frame : frames) {
      try {
        JsonNode tree = JSON.readTree(frame);
        if (tree.isArray()) {
          tree.forEach(events::add);
        } else if (tree.isObject()) {
          events.add(tree);
        }
      } catch (IOException e) {
        // PONG, or a broken frame
      }
    }
    return events;
  }

  List<JsonNode> events(String type) {
    return events().stream()
        .filter(event -> type.equals(event.path("event_type").asText()))
        .toList();
  }

  @Override
  public void onMessage(WebSocket from, String text) {
    frames.add(text);
    news.add(text);
  }

  @Override
  public void onClosing(WebSocket from, int code, String reason) {
    end = "closed " + code;
    from.close(1000, null);
    ended.countDown();
  }

  @Override
  public void onFailure(WebSocket from, Throwable failure, @Nullable Response response) {
    end = "failed: " + failure;
    status = response == null ? 0 : response.code();
    ended.countDown();
  }

  @Override
  public void close() {
    socket.cancel();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
