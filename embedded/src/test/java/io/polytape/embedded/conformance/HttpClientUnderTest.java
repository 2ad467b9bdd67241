package io.polytape.embedded.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Plain HTTP, as curl speaks it. */
final class HttpClientUnderTest implements SqlClient {
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Target target;
  private final String database;

  HttpClientUnderTest(Target target, String database) {
    this.target = target;
    this.database = database;
  }

  @Override
  public String database() {
    return database;
  }

  @Override
  public void execute(String sql, Map<String, String> settings) throws Exception {
    succeed(send(settings, HttpRequest.BodyPublishers.ofString(sql)));
  }

  @Override
  public String value(String sql) throws Exception {
    String row = succeed(send(Map.of(), HttpRequest.BodyPublishers.ofString(sql)));
    String value = row.replaceFirst("[\\n\\t][\\s\\S]*", "");
    if (value.startsWith("[")) {
      return value;
    }
    return value.equals("\\N")
        ? "NULL"
        : value
            .replace("\\\\", "\u0001")
            .replace("\\n", "\n")
            .replace("\\t", "\t")
            .replace("\\'", "'")
            .replace("\\0", "\0")
            .replace("\u0001", "\\");
  }

  @Override
  public void insert(String table, InputStream rows, Map<String, String> settings)
      throws Exception {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("query", "INSERT INTO " + table + " FORMAT TabSeparated");
    succeed(send(all, HttpRequest.BodyPublishers.ofInputStream(() -> rows)));
  }

  @Override
  public int errorCode(String sql) throws Exception {
    HttpResponse<String> response = send(Map.of(), HttpRequest.BodyPublishers.ofString(sql));
    return Integer.parseInt(
        response.headers().firstValue("X-ClickHouse-Exception-Code").orElseThrow());
  }

  private HttpResponse<String> send(Map<String, String> parameters, HttpRequest.BodyPublisher body)
      throws Exception {
    String query =
        parameters.entrySet().stream()
            .map(
                entry ->
                    "&"
                        + entry.getKey()
                        + "="
                        + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    return http.send(
        HttpRequest.newBuilder(URI.create(target.url() + "/?database=" + database + query))
            .header("X-ClickHouse-User", target.user())
            .header("X-ClickHouse-Key", target.password())
            .POST(body)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static String succeed(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != 200) {
      throw new IOException(response.body());
    }
    return response.body();
  }

  @Override
  public void close() {
    http.close();
  }
}
