package io.polytape.launcher.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Asks each source one small question. */
final class Sources {
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int MOST_BYTES = 1 << 20;
  private static final Duration STALE = Duration.ofMinutes(10);
  private static final String META =
      "{\"query\":\"{ _meta { hasIndexingErrors block { number timestamp } } }\"}";

  private final ObjectMapper mapper = new ObjectMapper();

  Finding gamma(URI base) {
    URI address = URI.create(trimmed(base) + "/markets?limit=1");
    try {
      JsonNode answer = ask(address, null);
      boolean markets = answer.isArray() || answer.path("markets").isArray();
      return markets
          ? Finding.ok("gamma", address + " answers with markets")
          : Finding.fault("gamma", address + " answers something else than markets");
    } catch (IOException e) {
      return unreachable("gamma", address, "POLYMARKET_GAMMA_URL", e);
    }
  }

  Finding goldsky(URI address, Instant now) {
    try {
      JsonNode answer = ask(address, META);
      JsonNode meta = answer.path("data").path("_meta");
      if (meta.isMissingNode() || meta.isNull()) {
        return Finding.fault(
            "goldsky", address + " is no subgraph: no _meta in its answer; correct GOLDSKY_URL");
      }
      if (meta.path("hasIndexingErrors").asBoolean()) {
        return Finding.warning("goldsky", address + " reports indexing errors: it may miss fills");
      }
      long head = meta.path("block").path("timestamp").asLong();
      var age = Duration.between(Instant.ofEpochSecond(head), now);
      return head > 0 && age.compareTo(STALE) > 0
          ? Finding.warning(
              "goldsky",
              "%s answers, but its head is %d h %d min old: it may have stopped"
                  .formatted(address, age.toHours(), age.toMinutesPart()))
          : Finding.ok("goldsky", address + " answers");
    } catch (IOException e) {
      return unreachable("goldsky", address, "GOLDSKY_URL", e);
    }
  }

  /** The REST interface of the CLOB: any answer about a token that does not exist will do. */
  Finding clob(URI base) {
    URI address = URI.create(trimmed(base) + "/book?token_id=1");
    try {
      var connection = open(address);
      int status = connection.getResponseCode();
      connection.disconnect();
      return status == 200 || status == 400 || status == 404
          ? Finding.ok("clob", trimmed(base) + " answers")
          : Finding.fault("clob", address + " answers with HTTP " + status);
    } catch (IOException e) {
      return unreachable("clob", address, "POLYMARKET_CLOB_URL", e);
    }
  }

  Finding data(URI base) {
    URI address = URI.create(trimmed(base) + "/trades?limit=1");
    try {
      return ask(address, null).isArray()
          ? Finding.ok("data", address + " answers with trades")
          : Finding.fault("data", address + " answers something else than trades");
    } catch (IOException e) {
      return unreachable("data", address, "POLYMARKET_DATA_URL", e);
    }
  }

  /** The market channel: whether it lets us in. */
  Finding socket(URI address) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      client
          .newWebSocketBuilder()
          .connectTimeout(Duration.ofMillis(TIMEOUT_MILLIS))
          .buildAsync(address, new WebSocket.Listener() {})
          .get(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
          .abort();
      return Finding.ok("socket", address + " lets us in");
    } catch (ExecutionException | TimeoutException e) {
      return unreachable("socket", address, "POLYMARKET_WS_URL", new IOException(e));
    }
  }

  private static Finding unreachable(String about, URI address, String setting, IOException e) {
    return Finding.fault(
        about,
        "%s cannot be asked: %s; check the network or set %s".formatted(address, e, setting));
  }

  private static HttpURLConnection open(URI address) throws IOException {
    var connection = (HttpURLConnection) address.toURL().openConnection();
    connection.setConnectTimeout(TIMEOUT_MILLIS);
    connection.setReadTimeout(TIMEOUT_MILLIS);
    connection.setRequestProperty("Accept", "application/json");
    return connection;
  }

  private JsonNode ask(URI address, @Nullable String body) throws IOException {
    var connection = open(address);
    if (body != null) {
      connection.setRequestMethod("POST");
      connection.setDoOutput(true);
      connection.setRequestProperty("Content-Type", "application/json");
      try (var out = connection.getOutputStream()) {
        out.write(body.getBytes(StandardCharsets.UTF_8));
      }
    }
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_OK) {
      throw new IOException("HTTP " + status);
    }
    try (var in = connection.getInputStream()) {
      return mapper.readTree(in.readNBytes(MOST_BYTES));
    }
  }

  private static String trimmed(URI base) {
    String text = base.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
