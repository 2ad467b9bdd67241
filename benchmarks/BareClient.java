import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.polytape.simulator.Simulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;

/** The least that any client does: receives each frame and parses it into a tree. */
final class BareClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TOKENS_EACH = 200;

  private final Simulator simulator;
  private final LongAdder events = new LongAdder();

  BareClient(Simulator simulator) {
    this.simulator = simulator;
  }

  /** How fast so many level changes come through; the venue makes them at full speed in parts. */
  double eventsPerSecond(int changes) throws InterruptedException {
    var client = new OkHttpClient();
    List<String> tokens = simulator.books().tokens();
    var sockets = new java.util.ArrayList<WebSocket>();
    for (int from = 0; from < tokens.size(); from += TOKENS_EACH) {
      sockets.add(open(client, tokens.subList(from, Math.min(from + TOKENS_EACH, tokens.size()))));
    }
    await(tokens.size());
    events.reset();
    long began = System.nanoTime();
    int part = 5_000;
    for (int made = 0; made < changes; made += part) {
      simulator.bookBurst(part, 0);
      await((made + part) * 9L / 10);
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double rate = events.sum() / seconds;
    sockets.forEach(WebSocket::cancel);
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
    return rate;
  }

  private void await(long count) throws InterruptedException {
    for (int i = 0; i < 30_000 && events.sum() < count; i++) {
      Thread.sleep(1);
    }
    if (events.sum() < count) {
      throw new IllegalStateException(events.sum() + " of " + count + " events came");
    }
  }

  private WebSocket open(OkHttpClient client, List<String> tokens) {
    return client.newWebSocket(
        new Request.Builder().url(simulator.wsUrl()).build(),
        new WebSocketListener() {
          @Override
          public void onOpen(WebSocket socket, okhttp3.Response response) {
            String ids = "\"" + String.join("\",\"", tokens) + "\"";
            socket.send("{\"type\":\"market\",\"assets_ids\":[" + ids + "]}");
          }

          @Override
          public void onMessage(WebSocket socket, String text) {
            try {
              count(JSON.readTree(text));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private void count(JsonNode frame) {
    if (frame.isArray()) {
      frame.forEach(this::count);
      return;
    }
    JsonNode changes = frame.path("price_changes");
    events.add(changes.isArray() ? changes.size() : 1);
  }
}
