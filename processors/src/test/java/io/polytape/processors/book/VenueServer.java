package io.polytape.processors.book;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.polytape.common.live.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** The venue's REST as far as the book processor asks: books and trades, as the test sets them. */
final class VenueServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  final Map<String, String> books = new ConcurrentHashMap<>();
  final List<String> trades = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  volatile boolean isAway;
  private final HttpServer server;

  VenueServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var ignored =
        List.of(
            server.createContext("/book", this::book),
            server.createContext("/books", this::books),
            server.createContext("/trades", this::trades));
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Sets a book; levels as in {@link Tape#book}. */
  void book(String token, long time, String hash, String bids, String asks, String tick) {
    books.put(
        token,
        "{\"market\":\"0x1\",\"asset_id\":\""
            + token
            + "\",\"timestamp\":\""
            + time
            + "\",\"hash\":\""
            + hash
            + "\",\"bids\":"
            + levels(bids)
            + ",\"asks\":"
            + levels(asks)
            + ",\"tick_size\":\""
            + tick
            + "\"}");
  }

  void trade(String token, String transaction, String price, String size, long seconds) {
    trades.addFirst(
        "{\"asset\":\""
            + token
            + "\",\"conditionId\":\""
            + Tape.CONDITION
            + "\",\"side\":\"BUY\",\"price\":"
            + price
            + ",\"size\":"
            + size
            + ",\"timestamp\":"
            + seconds
            + ",\"transactionHash\":\""
            + transaction
            + "\"}");
  }

  private static String levels(String text) {
    var all = new ArrayList<String>();
    for (Level level : Tape.levels(text)) {
      all.add(
          "{\"price\":\""
              + level.price().toPlainString()
              + "\",\"size\":\""
              + level.size().toPlainString()
              + "\"}");
    }
    return "[" + String.join(",", all) + "]";
  }

  private void book(HttpExchange exchange) throws IOException {
    String query = Objects.toString(exchange.getRequestURI().getQuery(), "");
    String book = books.get(query.replace("token_id=", ""));
    send(exchange, book == null ? 404 : 200, book == null ? "{\"error\":\"none\"}" : book);
  }

  private void books(HttpExchange exchange) throws IOException {
    JsonNode asked = JSON.readTree(exchange.getRequestBody());
    var found = new ArrayList<String>();
    for (JsonNode each : asked) {
      String book = books.get(each.path("token_id").asText());
      if (book != null) {
        found.add(book);
      }
    }
    send(exchange, 200, "[" + String.join(",", found) + "]");
  }

  private void trades(HttpExchange exchange) throws IOException {
    send(exchange, 200, trades.stream().collect(Collectors.joining(",", "[", "]")));
  }

  private void send(HttpExchange exchange, int status, String body) throws IOException {
    requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
    byte[] bytes = (isAway ? "<html>" : body).getBytes(UTF_8);
    exchange.sendResponseHeaders(isAway ? 502 : status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
