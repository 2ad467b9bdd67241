package io.polytape.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandsIT {
  @TempDir Path folder;

  @Test
  void clickHouseAsksForThePasswordAndEndsOnSigterm() throws Exception {
    Process process =
        start("embedded-clickhouse", "--clickhouse-port=0", "--clickhouse-password=x");
    String ready = lineWith(process, "clickhouse is ready");
    String port = ready.replaceFirst(".*port=\"?(\\d+).*", "$1");
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI uri = URI.create("http://127.0.0.1:" + port + "/?query=SELECT+1");
      assertThat(get(http, uri, "x").body()).isEqualTo("1\n");
      assertThat(get(http, uri, "y").statusCode()).isEqualTo(403);
    }
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
  }

  @Test
  void redisRunsUntilSigtermAndLeavesNoServerBehind() throws Exception {
    Process process = start("embedded-redis", "--redis-port=" + freePort());
    lineWith(process, "redis is ready");
    List<ProcessHandle> children = process.descendants().toList();
    assertThat(children).isNotEmpty();
    process.destroy();
    assertThat(process.waitFor()).isEqualTo(143);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void redisEndsWhenItsWatcherIsKilled() throws Exception {
    Process process = start("embedded-redis", "--redis-port=" + freePort());
    lineWith(process, "redis is ready");
    List<ProcessHandle> children = process.descendants().toList();
    process.destroyForcibly().waitFor();
    for (ProcessHandle child : children) {
      child.onExit().get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTakenPortIsNamedWithItsSetting() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertRefused("REDIS_PORT", "embedded-redis", "--redis-port=" + port);
      assertRefused("CLICKHOUSE_PORT", "embedded-clickhouse", "--clickhouse-port=" + port);
    }
  }

  @Test
  void anAddressOpenToOthersNeedsAPassword() throws Exception {
    assertRefused("REDIS_PASSWORD", "embedded-redis", "--redis-host=0.0.0.0");
    assertRefused("CLICKHOUSE_PASSWORD", "embedded-clickhouse", "--clickhouse-host=0.0.0.0");
  }

  private void assertRefused(String message, String... arguments) throws Exception {
    Process process = start(arguments);
    try (BufferedReader out = process.inputReader()) {
      assertThat(out.lines().collect(Collectors.joining("\n"))).contains(message);
    }
    assertThat(process.waitFor()).isEqualTo(2);
  }

  private Process start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            CommandMain.class.getName()));
    command.addAll(List.of(arguments));
    command.add("--data-dir=" + folder.resolve("data"));
    command.add("--log-dir=" + folder.resolve("logs"));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String lineWith(Process process, String text) throws IOException {
    BufferedReader out = process.inputReader();
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.add(line);
      if (line.contains(text)) {
        Thread.ofVirtual().start(() -> drain(out));
        return line;
      }
    }
    throw new AssertionError("never said \"" + text + "\": " + seen);
  }

  private static void drain(BufferedReader out) {
    try {
      out.transferTo(Writer.nullWriter());
    } catch (IOException e) {
      // The process has ended.
      return;
    }
  }

  private static HttpResponse<String> get(HttpClient http, URI uri, String password)
      throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri)
            .header("X-ClickHouse-User", "default")
            .header("X-ClickHouse-Key", password)
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
