package io.polytape.launcher.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What ClickHouse holds, asked over its HTTP port as any user's tool would. */
final class Tables {
  private static final ObjectMapper JSON = new ObjectMapper();
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;

  Tables(int port) {
    this.url =
        URI.create(
            "http://127.0.0.1:"
                + port
                + "/?database=polymarket&output_format_json_quote_decimals=1"
                + "&output_format_json_quote_64bit_integers=1");
  }

  /** Whether ClickHouse answers at all. */
  boolean answers() {
    try {
      var request = HttpRequest.newBuilder(url.resolve("/ping")).build();
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** One number; -1 while ClickHouse does not answer. */
  long count(String sql) {
    try {
      var rows = rows(sql);
      return Long.parseLong(rows.getFirst().elements().next().asText());
    } catch (IOException e) {
      return -1;
    }
  }

  /** Every row as a JSON object. */
  List<JsonNode> rows(String sql) throws IOException {
    var request =
        HttpRequest.newBuilder(url)
            .POST(HttpRequest.BodyPublishers.ofString(sql + " FORMAT JSONEachRow"))
            .build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (var reader =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        if (response.statusCode() != 200) {
          throw new IOException("ClickHouse: " + reader.readLine());
        }
        var rows = new ArrayList<JsonNode>();
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          rows.add(JSON.readTree(line));
        }
        return rows;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
