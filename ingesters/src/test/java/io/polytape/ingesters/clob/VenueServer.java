package io.polytape.ingesters.clob;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A market channel that does what a test says: odd frames, silence, refusals, broken lines. */
final class VenueServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String MARKET = "0x" + "ab".repeat(32);

  private final Javalin server;
  private final List<WsContext> sessions = new CopyOnWriteArrayList<>();
  private final Map<String, Set<String>> subscribed = new ConcurrentHashMap<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private final Map<String, String> restBooks = new ConcurrentHashMap<>();
  private final List<String> commands = new CopyOnWriteArrayList<>();
  private final AtomicInteger connects = new AtomicInteger();
  private final AtomicInteger pings = new AtomicInteger();
  private volatile boolean isSilent;
  private volatile boolean isClosing;
  private volatile long time = System.currentTimeMillis();

  VenueServer() {
    server =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.modifyWebSocketServletFactory(
                  factory -> {
                    factory.setMaxTextMessageSize(10_000_000);
                    factory.setIdleTimeout(Duration.ofMinutes(5));
                  });
              config.routes.ws(
                  "/ws/market",
                  ws -> {
                    ws.onConnect(
                        context -> {
                          connects.incrementAndGet();
                          if (isClosing) {
                            context.closeSession(1013, "try again later");
                            return;
                          }
                          sessions.add(context);
                          subscribed.put(context.sessionId(), ConcurrentHashMap.newKeySet());
                        });
                    ws.onMessage(context -> heard(context, context.message()));
                    ws.onClose(context -> sessions.remove(context));
                  });
              config.routes.post("/books", context -> context.result(books(context.body())));
            });
    server.start("127.0.0.1", 0);
  }

  URI url() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/ws/market");
  }

  URI restUrl() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  private void heard(WsContext context, String text) {
    if (text.equals("PING")) {
      pings.incrementAndGet();
      context.send("PONG");
      return;
    }
    commands.add(text);
    JsonNode command = tree(text);
    var tokens = new ArrayList<String>();
    command.path("assets_ids").forEach(token -> tokens.add(token.asText()));
    Set<String> mine = subscribed.computeIfAbsent(context.sessionId(), ignored -> Set.of());
    if (command.path("operation").asText().equals("unsubscribe")) {
      mine.removeAll(tokens);
      return;
    }
    tokens.removeAll(refused);
    mine.addAll(tokens);
    if (!isSilent && !tokens.isEmpty()) {
      context.send("[" + String.join(",", tokens.stream().map(this::book).toList()) + "]");
    }
  }

  /** The book that is sent to a subscriber, and what REST says unless told otherwise. */
  String book(String token) {
    return book(token, time, "h" + time);
  }

  static String book(String token, long time, String hash) {
    return """
    {"market":"%s","asset_id":"%s","timestamp":"%d","hash":"%s",\
    "bids":[{"price":".47","size":"5"},{"price":"0.48","size":"30"}],\
    "asks":[{"price":"0.52","size":"25"}],"event_type":"book"}\
    """
        .formatted(MARKET, token, time, hash);
  }

  static String change(String token, long time, String price, String size) {
    return """
    {"event_type":"price_change","market":"%s","timestamp":"%d","price_changes":[\
    {"asset_id":"%s","price":"%s","size":"%s","side":"BUY","hash":"c%d%s",\
    "best_bid":"0.48","best_ask":"0.52"}]}\
    """
        .formatted(MARKET, time, token, price, size, time, size);
  }

  static String trade(String token, long time, String transaction) {
    return """
    {"event_type":"last_trade_price","market":"%s","asset_id":"%s","price":"0.5",\
    "size":"10","side":"BUY","fee_rate_bps":"0","timestamp":"%d","transaction_hash":"%s"}\
    """
        .formatted(MARKET, token, time, transaction);
  }

  private String books(String body) {
    var found = new ArrayList<String>();
    for (JsonNode each : tree(body)) {
      String token = each.path("token_id").asText();
      String book = restBooks.get(token);
      if (book != null) {
        found.add(book);
      }
    }
    return "[" + String.join(",", found) + "]";
  }

  private static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a frame to every connection, even a silent one. */
  void send(String text) {
    sessions.forEach(session -> session.send(text));
  }

  /** Sends a frame to the connections that subscribed to a token. */
  void sendTo(String token, String text) {
    sessions.stream()
        .filter(session -> subscribed.getOrDefault(session.sessionId(), Set.of()).contains(token))
        .forEach(session -> session.send(text));
  }

  /** Answers heartbeats only. */
  void silent(boolean on) {
    isSilent = on;
  }

  /** Closes each new connection at once. */
  void closing(boolean on) {
    isClosing = on;
  }

  void refuse(Set<String> tokens) {
    refused.clear();
    refused.addAll(tokens);
  }

  void rest(String token, String book) {
    restBooks.put(token, book);
  }

  /** Moves the time of the books that are sent from now on. */
  void time(long millis) {
    time = millis;
  }

  long time() {
    return time;
  }

  void dropAll() {
    sessions.forEach(session -> session.closeSession(1001, "going away"));
  }

  void dropOne() {
    sessions.get(0).closeSession(1001, "going away");
  }

  List<String> commands() {
    return commands;
  }

  int connects() {
    return connects.get();
  }

  int pings() {
    return pings.get();
  }

  int open() {
    return sessions.size();
  }

  /** All tokens that some connection subscribes to now. */
  Set<String> subscribed() {
    Set<String> all = ConcurrentHashMap.newKeySet();
    sessions.forEach(session -> all.addAll(subscribed.getOrDefault(session.sessionId(), Set.of())));
    return all;
  }

  @Override
  public void close() {
    server.stop();
  }
}
