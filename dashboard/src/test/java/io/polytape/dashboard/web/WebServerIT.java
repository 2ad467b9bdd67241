package io.polytape.dashboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.polytape.common.RedisServer;
import io.polytape.common.clickhouse.ClickHouse;
import io.polytape.common.redis.Redis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WebServerIT {
  private static final int MOST_CLIENTS = 3;

  private final RedisServer server = RedisServer.start();
  private final Redis redis = server.open();
  private final Dashboard dashboard =
      new Dashboard(
          redis, new ClickHouse("127.0.0.1", 1, "polymarket", "default", ""), MOST_CLIENTS);

  @AfterEach
  void stop() {
    dashboard.close();
    redis.close();
    server.close();
  }

  @Test
  void everyAnswerForbidsForeignAndInlineScript() {
    dashboard.sample();
    for (String path :
        new String[] {
          "/",
          "/app.js",
          "/live.js",
          "/api/markets/live",
          "/api/status",
          "/metrics",
          "/no-such-page"
        }) {
      assertThat(dashboard.get(path).headers().firstValue("Content-Security-Policy"))
          .as(path)
          .hasValueSatisfying(
              policy ->
                  assertThat(policy)
                      .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                      .doesNotContain("unsafe"));
    }
  }

  @Test
  void thePageMakesNoMarkupOutOfTextAndLoadsNothingFromElsewhere() {
    for (var asset : Assets.all().entrySet()) {
      String text = new String(asset.getValue().bytes(), StandardCharsets.UTF_8);
      assertThat(text)
          .as(asset.getKey())
          .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write")
          .doesNotContain(
              "eval(", "new Function", "DOMParser", "srcdoc", "createContextualFragment");
      assertThat(text.replace("http://www.w3.org/2000/svg", ""))
          .doesNotContain("http://", "https://");
      if (asset.getKey().equals("/")) {
        assertThat(
                Pattern.compile("<script(?![^>]*\\ssrc=)|<style|\\son\\w+=|\\sstyle=")
                    .matcher(text)
                    .find())
            .as("inline script or style")
            .isFalse();
      }
    }
  }

  @Test
  void servesItsFilesAndNothingBesideThem() {
    assertThat(dashboard.get("/").headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    assertThat(dashboard.get("/app.js").statusCode()).isEqualTo(200);
    assertThat(dashboard.get("/package-info.class").statusCode()).isEqualTo(404);
    assertThat(dashboard.get("/..%2f..%2fetc/passwd").statusCode()).isBetween(400, 404);
    String tag = dashboard.get("/style.css").headers().firstValue("ETag").orElseThrow();
    assertThat(
            dashboard
                .send(dashboard.request("/style.css").header("If-None-Match", tag).build())
                .statusCode())
        .isEqualTo(304);
  }

  @Test
  void onlyReads() {
    for (String method : new String[] {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
      var answer =
          dashboard.send(
              dashboard.request("/api/status").method(method, BodyPublishers.noBody()).build());
      assertThat(answer.statusCode()).as(method).isEqualTo(405);
    }
    dashboard.sample();
    assertThat(
            dashboard
                .send(
                    dashboard
                        .request("/api/status")
                        .method("HEAD", BodyPublishers.noBody())
                        .build())
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void refusesNamesThatAreNotItsOwnAndHeadersThatAreTooLarge() throws Exception {
    dashboard.sample();
    assertThat(statusLine("Host: evil.example")).contains("421");
    assertThat(statusLine("Host: localhost:" + dashboard.port())).contains("200");
    assertThat(statusLine("Host: localhost\r\nX-Large: " + "x".repeat(20_000))).contains("431");
  }

  @Test
  void streamsEveryNewStatusToABoundedNumberOfViewers() throws Exception {
    dashboard.sample();
    var streams = new ArrayList<InputStream>();
    for (int i = 0; i < MOST_CLIENTS; i++) {
      var answer =
          dashboard.send(dashboard.request("/api/stream").build(), BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
      streams.add(answer.body());
    }
    assertThat(dashboard.get("/api/stream").statusCode()).isEqualTo(503);

    var first =
        new BufferedReader(new InputStreamReader(streams.getFirst(), StandardCharsets.UTF_8));
    assertThat(event(first)).startsWith("data: {\"at\":");
    dashboard.sample();
    assertThat(event(first)).startsWith("data: {\"at\":");

    streams.getLast().close();
    long end = System.nanoTime() + 30_000_000_000L;
    int status = 503;
    while (status == 503 && System.nanoTime() < end) {
      dashboard.sample();
      var answer =
          dashboard.send(dashboard.request("/api/stream").build(), BodyHandlers.ofInputStream());
      status = answer.statusCode();
      answer.body().close();
    }
    assertThat(status).as("the place of a viewer that went is free again").isEqualTo(200);
    for (InputStream stream : streams) {
      stream.close();
    }
  }

  @Test
  void isNotHealthyBeforeTheFirstSample() {
    assertThat(dashboard.get("/health").statusCode()).isEqualTo(503);
    assertThat(dashboard.get("/api/status").statusCode()).isEqualTo(503);
    dashboard.sample();
    assertThat(dashboard.get("/health").statusCode()).isEqualTo(200);
  }

  private static String event(BufferedReader reader) throws IOException {
    String line = reader.readLine();
    while (line != null && !line.startsWith("data:")) {
      line = reader.readLine();
    }
    return String.valueOf(line);
  }

  private String statusLine(String headers) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), dashboard.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET /api/status HTTP/1.1\r\n" + headers + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.flush();
      return String.valueOf(
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine());
    }
  }
}
