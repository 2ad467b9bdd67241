package io.polytape.embedded.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedRedisIT {
  @TempDir Path cache;
  @TempDir Path data;

  @Test
  void runsTheCarriedServerWhenNoneIsInstalledAndKeepsItsData() throws Exception {
    RedisSettings settings = settings(freePort(), Optional.empty());
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings, Map.of(), cache)) {
      assertThat(redis.isAlive()).isTrue();
      assertThat(ask(settings.port(), "SET a b")).isEqualTo("+OK");
      assertThat(config(settings.port(), "maxmemory-policy")).isEqualTo("noeviction");
      assertThat(config(settings.port(), "appendonly")).isEqualTo("yes");
    }
    try (var _ = EmbeddedRedis.start(settings, Map.of(), cache)) {
      assertThat(ask(settings.port(), "STRLEN a")).isEqualTo(":1");
    }
    assertThat(Files.exists(settings.pidFile())).as("ended by itself").isFalse();
  }

  @Test
  void recoversFromKillOfTheServer() throws Exception {
    RedisSettings settings = settings(freePort(), Optional.empty());
    try (EmbeddedRedis redis = EmbeddedRedis.start(settings, System.getenv(), cache)) {
      assertThat(ask(settings.port(), "SET a b")).isEqualTo("+OK");
      long pid = Long.parseLong(Files.readString(settings.pidFile()).strip());
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      assertThat(redis.waitFor()).isEqualTo(137);
    }
    try (var _ = EmbeddedRedis.start(settings, System.getenv(), cache)) {
      assertThat(ask(settings.port(), "STRLEN a")).isEqualTo(":1");
    }
  }

  @Test
  void asksForThePasswordWhateverCharactersItHas() throws Exception {
    RedisSettings settings = settings(freePort(), Optional.of("a\"b\\c\u00e9 d"));
    try (var _ = EmbeddedRedis.start(settings, System.getenv(), cache)) {
      assertThat(ask(settings.port(), "GET a")).startsWith("-NOAUTH");
      assertThat(ask(settings.port(), "AUTH \"a\\\"b\\\\c\u00e9 d\"")).isEqualTo("+OK");
    }
    assertThat(settings.toString()).doesNotContain("a\"b");
  }

  @Test
  void saysWhichPortIsTakenAndWhatSetsAnother() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatThrownBy(
              () ->
                  EmbeddedRedis.start(
                      settings(taken.getLocalPort(), Optional.empty()), System.getenv(), cache))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("port " + taken.getLocalPort())
          .hasMessageContaining("REDIS_PORT");
    }
  }

  @Test
  void refusesDataThatANewerRedisWrote() throws Exception {
    Files.createDirectories(data.resolve("appendonlydir"));
    assertThatThrownBy(
            () -> EmbeddedRedis.start(settings(freePort(), Optional.empty()), Map.of(), cache))
        .hasMessageContaining("Redis 7");
  }

  private RedisSettings settings(int port, Optional<String> password) {
    return new RedisSettings("127.0.0.1", port, password, data, 100L << 20);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String config(int port, String name) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      BufferedReader in = send(socket, "CONFIG GET " + name);
      in.lines().limit(4).forEach(line -> {});
      return in.readLine();
    }
  }

  private static String ask(int port, String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return send(socket, command).readLine();
    }
  }

  private static BufferedReader send(Socket socket, String command) throws IOException {
    socket.setSoTimeout(5000);
    socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    return new BufferedReader(
        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }
}
