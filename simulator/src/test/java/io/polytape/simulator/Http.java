package io.polytape.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** A plain client, as somebody would write it who knows nothing of the simulator. */
final class Http {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  HttpResponse<String> get(String url) throws IOException {
    return send(HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build());
  }

  JsonNode json(String url) throws IOException {
    return JSON.readTree(get(url).body());
  }

  HttpResponse<String> post(String url, Object body) throws IOException {
    return post(url, body, PATIENCE);
  }

  HttpResponse<String> post(String url, Object body, Duration patience) throws IOException {
    var text = HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body));
    return send(
        HttpRequest.newBuilder(URI.create(url))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(text)
            .build());
  }

  /** The whole answer to a GraphQL query. */
  JsonNode query(String url, String query, Map<String, ?> variables) throws IOException {
    return JSON.readTree(post(url, Map.of("query", query, "variables", variables)).body());
  }

  JsonNode query(String url, String query) throws IOException {
    return query(url, query, Map.of());
  }

  static JsonNode tree(String text) throws IOException {
    return JSON.readTree(text);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
