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

  /** Keeps the rows of each insert apart, until ClickHouse is started again. */
  void stopMerges() throws IOException {
    ask("SYSTEM STOP MERGES");
  }

  /**
   * Rows of a table that a later insert brought although they are earlier than what their token had
   * already; a table itself keeps no order of its rows, but its parts are numbered as they came.
   */
  long goneBack(String table, String which) throws IOException {
    return Long.parseLong(
        rows("""
        SELECT count() AS n FROM (
          SELECT lo, max(hi) OVER (
            PARTITION BY token_id ORDER BY day, block
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM (
            SELECT token_id, splitByChar('_', _part)[1] AS day,
              toUInt64(splitByChar('_', _part)[2]) AS block,
              min(event_time) AS lo, max(event_time) AS hi
            FROM %s WHERE %s GROUP BY ALL))
        WHERE before > lo\
        """
                .formatted(table, which))
            .getFirst()
            .path("n")
            .asText());
  }

  /** Every row as a JSON object. */
  List<JsonNode> rows(String sql) throws IOException {
    return ask(sql + " FORMAT JSONEachRow");
  }

  private List<JsonNode> ask(String sql) throws IOException {
    var request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofString(sql)).build();
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
