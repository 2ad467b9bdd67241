package io.polytape.common;

import io.polytape.common.redis.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis for tests: an installed {@code redis-server}, else the binary that the
 * embedded-redis library carries. Append-only, no eviction, data in a temporary folder.
 */
public final class RedisServer implements AutoCloseable {
  private final Path dir;
  private final int port;
  private final List<String> options;
  private Process process;

  private RedisServer(Path dir, int port, List<String> options) {
    this.dir = dir;
    this.port = port;
    this.options = options;
    this.process = launch();
  }

  /** Starts one; {@code options} are redis-server options such as {@code "--maxmemory", "20mb"}. */
  public static RedisServer start(String... options) {
    try {
      Path dir = Files.createTempDirectory("polytape-redis");
      return new RedisServer(dir, freePort(), List.of(options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  /** A new client of this server. */
  public Redis open() {
    return new Redis(host(), port, null);
  }

  /** Ends the server as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    join();
  }

  /** Starts it again with the data it has, on the same port. */
  public void restart() {
    if (process.isAlive()) {
      kill();
    }
    process = launch();
  }

  @Override
  public void close() {
    kill();
    try (var files = Files.walk(dir)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(RedisServer::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process launch() {
    try {
      var command = new ArrayList<String>();
      command.add(Executable.PATH);
      command.addAll(
          List.of(
              "--port", Integer.toString(port),
              "--bind", "127.0.0.1",
              "--dir", dir.toString(),
              "--appendonly", "yes",
              "--save", "",
              "--maxmemory-policy", "noeviction"));
      command.addAll(options);
      var started =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly));
      awaitReady(started);
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitReady(Process started) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() < deadline) {
      if (!started.isAlive()) {
        throw new IOException("redis-server ended: " + Files.readString(dir.resolve("log")));
      }
      try (var redis = open()) {
        redis.run("test", client -> client.dbSize());
        return;
      } catch (io.polytape.common.worker.TransientException e) {
        Thread.onSpinWait();
      }
    }
    throw new IOException("redis-server did not answer: " + Files.readString(dir.resolve("log")));
  }

  /** Found, or unpacked, once: a file that is still being written cannot be run. */
  private static final class Executable {
    static final String PATH = find();

    private static String find() {
      for (String folder : System.getenv("PATH").split(":")) {
        Path candidate = Path.of(folder, "redis-server");
        if (Files.isExecutable(candidate)) {
          return candidate.toString();
        }
      }
      try {
        return ExecutableProvider.newJarResourceProvider().get().getAbsolutePath();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void join() {
    try {
      boolean ignored = process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
