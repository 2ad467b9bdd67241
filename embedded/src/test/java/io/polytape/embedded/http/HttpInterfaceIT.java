package io.polytape.embedded.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.polytape.embedded.ClickHouseServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HttpInterfaceIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String ENDLESS =
      "SELECT sum(cityHash64(number)) FROM numbers(1000000000000)";

  private final ClickHouseServer server = ClickHouseServer.shared();
  private final ClickHouseServer.Database database = server.newDatabase();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void drop() {
    database.close();
    http.close();
  }

  @Test
  void answersPings() throws Exception {
    for (String path : new String[] {"/ping", "/replicas_status", "/"}) {
      HttpResponse<String> response =
          http.send(
              HttpRequest.newBuilder(URI.create(server.httpUrl() + path)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(response.body()).isEqualTo("Ok.\n");
    }
  }

  @Test
  void takesTheStatementFromUrlAndBody() throws Exception {
    assertThat(get("query=" + url("SELECT 1 + 1")).body()).isEqualTo("2\n");
    assertThat(post("", "SELECT 1 + 1").body()).isEqualTo("2\n");
    assertThat(post("query=" + url("SELECT 1 +"), "2").body()).isEqualTo("3\n");
    post("", "CREATE TABLE t (a UInt8, b String) ENGINE = Memory");
    post("query=" + url("INSERT INTO t FORMAT CSV"), "1,x\n2,\"y\nz\"\n");
    post("", "INSERT INTO t FORMAT JSONEachRow\n{\"a\": 3, \"b\": \"w\"}");
    assertThat(post("default_format=CSV", "SELECT * FROM t ORDER BY a").body())
        .isEqualTo("1,\"x\"\n2,\"y\nz\"\n3,\"w\"\n");
  }

  @Test
  void aGetChangesNothing() throws Exception {
    HttpResponse<String> response = get("query=" + url("CREATE TABLE t (a UInt8) ENGINE = Memory"));
    assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code")).contains("164");
  }

  @Test
  void bindsParametersWithoutReadingThemAsSql() throws Exception {
    assertThat(
            post("param_n=5&param_s=" + url("it's; DROP \\t"), "SELECT {n:UInt32} + 1, {s:String}")
                .body())
        .isEqualTo("6\tit\\'s; DROP \\t\n");
    assertThat(post("param_t=system.one", "SELECT * FROM {t:Identifier}").statusCode())
        .isEqualTo(404);
  }

  @Test
  void settingsOfTheUrlCountForOneStatement() throws Exception {
    assertThat(post("session_timezone=Asia/Tokyo", "SELECT toDateTime(0)").body())
        .isEqualTo("1970-01-01 09:00:00\n");
    assertThat(post("", "SELECT toDateTime(0)").body()).isEqualTo("1970-01-01 00:00:00\n");
    assertThat(
            post(
                    "output_format_json_quote_64bit_integers=1",
                    "SELECT 1::UInt64 AS n FORMAT JSONEachRow")
                .body())
        .isEqualTo("{\"n\":\"1\"}\n");
    assertThat(post("missing_setting=1", "SELECT 1").statusCode()).isEqualTo(404);
    assertThat(post("a-b=1", "SELECT 1").statusCode()).isEqualTo(404);
  }

  @Test
  void saysWhatItDid() throws Exception {
    post("", "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
    assertThat(summary(post("", "INSERT INTO t SELECT number FROM numbers(1000)")))
        .contains("\"written_rows\":\"1000\"");
    assertThat(summary(post("query=" + url("INSERT INTO t FORMAT TSV"), "1\n2\n")))
        .contains("\"written_rows\":\"2\"");
    HttpResponse<String> select = post("query_id=mine", "SELECT * FROM t FORMAT CSV");
    assertThat(summary(select))
        .contains("\"read_rows\":\"1002\"")
        .contains("\"result_rows\":\"1002\"");
    assertThat(select.headers().map())
        .containsEntry("x-clickhouse-query-id", java.util.List.of("mine"))
        .containsEntry("x-clickhouse-format", java.util.List.of("CSV"))
        .containsEntry("x-clickhouse-timezone", java.util.List.of("UTC"));
    assertThat(summary(post("", "SELECT a FROM t FORMAT Null"))).contains("\"read_rows\":\"1002\"");
  }

  @Test
  void everyErrorHasItsCodeAndStatus() throws Exception {
    assertError(post("", "SELECT * FROM missing"), 404, 60);
    assertError(post("", "SELEC"), 400, 62);
    assertError(post("", "SELECT 1; SELECT 2"), 400, 62);
    assertError(post("", ""), 400, 62);
    assertError(post("", "SELECT '" + "x".repeat(300_000) + "'"), 400, 62);
    assertThat(
            post("max_query_size=1000000", "SELECT length('" + "x".repeat(300_000) + "')").body())
        .isEqualTo("300000\n");
    assertError(post("", "SELECT 1 INTO OUTFILE '/tmp/x'"), 500, 344);
    assertError(post("decompress=1", "SELECT 1"), 500, 33);
    assertError(post("", "INSERT INTO missing VALUES (1)"), 404, 60);
    HttpResponse<String> unknown =
        http.send(
            HttpRequest.newBuilder(URI.create(server.httpUrl() + "/?database=missing"))
                .POST(HttpRequest.BodyPublishers.ofString("SELECT 1"))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertError(unknown, 404, 81);
  }

  @Test
  void compressesAsAsked() throws Exception {
    HttpResponse<InputStream> gzip =
        http.send(
            request("enable_http_compression=1", "SELECT number FROM numbers(100000)")
                .header("Accept-Encoding", "gzip")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
    try (InputStream in = new GZIPInputStream(gzip.body())) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).hasLineCount(100_000);
    }
    HttpResponse<InputStream> blocks =
        http.send(
            request("compress=1", "SELECT number FROM numbers(1000000)").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    byte[] compressed = blocks.body().readAllBytes();
    try (InputStream in = new BlockInputStream(new ByteArrayInputStream(compressed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.US_ASCII)).hasLineCount(1_000_000);
    }
    post("", "CREATE TABLE t (a UInt64) ENGINE = Memory");
    String insert = "query=" + url("INSERT INTO t FORMAT TSV");
    send(insert + "&decompress=1", compressed, "identity");
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write("1000000\n".getBytes(StandardCharsets.US_ASCII));
    }
    send(insert, zipped.toByteArray(), "gzip");
    assertThat(post("", "SELECT count(), max(a) FROM t").body()).isEqualTo("1000001\t1000000\n");
    compressed[compressed.length / 2] ^= 1;
    assertError(send(insert + "&decompress=1", compressed, "identity"), 500, 271);
    assertError(send(insert, new byte[] {1, 2, 3}, "gzip"), 500, 33);
    assertThat(post("", "SELECT count() FROM t").body()).isEqualTo("1000001\n");
  }

  @Test
  void anErrorInTheMidstOfAResultBreaksOffTheAnswer() throws Exception {
    String failing = "SELECT throwIf(number = 3000000) FROM numbers(5000000)";
    assertThatThrownBy(() -> post("", failing)).isInstanceOf(IOException.class);
    // Byte by byte: a client library drops what it has not handed over when the end is missing.
    try (Socket socket = new Socket(server.host(), server.port())) {
      send(socket, failing);
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      var tag = Pattern.compile("X-ClickHouse-Exception-Tag: (\\w+)").matcher(answer);
      assertThat(tag.find()).isTrue();
      assertThat(answer)
          .startsWith("HTTP/1.1 200 ")
          .contains("__exception__\r\n" + tag.group(1) + "\r\nCode: 395.")
          .doesNotEndWith("0\r\n\r\n");
    }
    assertError(post("wait_end_of_query=1", failing), 500, 395);
  }

  @Test
  void stopsWhatNobodyWaitsFor() throws Exception {
    try (Socket socket = new Socket(server.host(), server.port())) {
      send(socket, ENDLESS);
      await("1", "SELECT count() FROM system.processes WHERE query LIKE '" + ENDLESS + "%'");
    }
    await("0", "SELECT count() FROM system.processes WHERE query LIKE '" + ENDLESS + "%'");
    String stream = "SELECT number + 0.5 FROM numbers(1000000000000)";
    try (Socket socket = new Socket(server.host(), server.port())) {
      send(socket, stream);
      assertThat(socket.getInputStream().readNBytes(5_000_000)).hasSize(5_000_000);
    }
    await("0", "SELECT count() FROM system.processes WHERE query LIKE '" + stream + "%'");
  }

  @Test
  void aBrokenUploadInsertsNothing() throws Exception {
    post("", "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
    try (Socket socket = new Socket(server.host(), server.port())) {
      OutputStream out = socket.getOutputStream();
      String query = "database=" + database.name() + "&query=" + url("INSERT INTO t FORMAT TSV");
      out.write(
          ("POST /?" + query + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write("12345\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII));
      out.flush();
      await("1", "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO t %'");
    }
    await("0", "SELECT count() FROM system.processes WHERE query LIKE 'INSERT INTO t %'");
    assertThat(post("", "SELECT count() FROM t").body()).isEqualTo("0\n");
  }

  private void send(Socket socket, String sql) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + sql.length() + "\r\n\r\n" + sql)
                .getBytes(StandardCharsets.US_ASCII));
  }

  private void await(String expected, String sql) throws InterruptedException {
    String watching = sql + " AND query NOT LIKE '%system.processes%'";
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    String seen = server.execute(watching);
    while (!seen.equals(expected) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
      seen = server.execute(watching);
    }
    assertThat(seen).as(sql).isEqualTo(expected);
  }

  private static void assertError(HttpResponse<String> response, int status, int code) {
    assertThat(response.body()).startsWith("Code: " + code + ". DB::Exception: ");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(response.headers().firstValue("X-ClickHouse-Exception-Code"))
        .contains(Integer.toString(code));
  }

  private static String summary(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.headers().firstValue("X-ClickHouse-Summary").orElseThrow();
  }

  private HttpRequest.Builder request(String parameters, String body) {
    return HttpRequest.newBuilder(uri(parameters)).POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private URI uri(String parameters) {
    return URI.create(server.httpUrl() + "/?database=" + database.name() + "&" + parameters);
  }

  private HttpResponse<String> post(String parameters, String body) throws Exception {
    return http.send(request(parameters, body).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> send(String parameters, byte[] body, String encoding)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(parameters))
            .header("Content-Encoding", encoding)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String parameters) throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri(parameters)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String url(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
