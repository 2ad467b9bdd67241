package io.polytape.embedded.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A Redis server as a child process.
 *
 * <p>A small shell stands between: it holds one end of a pipe, and when the other end goes, because
 * this object is closed or because this process dies in whatever way, it asks the server to save
 * and stop, and ends it when it cannot, for example because its folder is gone. So no server is
 * ever left behind that nobody watches.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(5);
  private static final Duration STOP = Duration.ofSeconds(60);
  private static final Duration ORPHAN = Duration.ofSeconds(20);
  private static final Duration TICK = Duration.ofMillis(20);

  private static final String GUARD =
      """
      "$0" "$1" 3<&- & server=$!
      (cat <&3 >/dev/null; kill -TERM $server; n=0
      while kill -0 $server && [ $n -lt 150 ]; do sleep 0.2; n=$((n + 1)); done
      kill -KILL $server) 2>/dev/null & watch=$!
      exec 3<&-
      trap '' TERM INT
      wait $server; code=$?
      while [ $code -gt 128 ] && kill -0 $server 2>/dev/null; do wait $server; code=$?; done
      kill $watch 2>/dev/null; wait $watch 2>/dev/null
      exit $code
      """;

  private final Process process;
  private final FileChannel lockFile;

  private EmbeddedRedis(Process process, FileChannel lockFile) {
    this.process = process;
    this.lockFile = lockFile;
  }

  /**
   * Starts a server and waits until it answers, its data loaded.
   *
   * @param environment where to look for an installed server ({@code PATH})
   * @param cache where to unpack the one that is carried along
   * @throws RedisUnavailableException when the port or the folder is taken, or no server runs here
   */
  public static EmbeddedRedis start(
      RedisSettings settings, Map<String, String> environment, Path cache)
      throws RedisUnavailableException {
    RedisBinary binary = RedisBinary.find(environment, cache);
    FileChannel lockFile = lock(settings.folder());
    boolean started = false;
    try {
      awaitOrphan(settings.pidFile());
      checkPort(settings);
      checkData(settings.folder(), binary);
      EmbeddedRedis redis = new EmbeddedRedis(launch(settings, binary), lockFile);
      redis.awaitReady(settings);
      started = true;
      return redis;
    } catch (IOException e) {
      throw new RedisUnavailableException("cannot start Redis on " + settings.folder(), e);
    } finally {
      if (!started) {
        release(lockFile);
      }
    }
  }

  private static Process launch(RedisSettings settings, RedisBinary binary) throws IOException {
    Path file = settings.folder().resolve("redis.conf");
    Files.deleteIfExists(file);
    // The password stands in it.
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, settings.configuration().getBytes(StandardCharsets.ISO_8859_1));
    Process process =
        new ProcessBuilder(
                "/bin/sh",
                "-c",
                "exec 3<&0 </dev/null\n" + GUARD,
                binary.path().toString(),
                file.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .start();
    Thread.ofVirtual().name("redis-output").start(() -> forward(process));
    return process;
  }

  private static void forward(Process process) {
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      lines.lines().forEach(System.out::println);
    } catch (IOException | UncheckedIOException e) {
      // The pipe was closed with the process.
      return;
    }
  }

  private static FileChannel lock(Path folder) throws RedisUnavailableException {
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve("polytape.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw new RedisUnavailableException(
            "another process already serves the Redis data in " + folder);
      }
      return channel;
    } catch (IOException e) {
      throw new RedisUnavailableException("cannot use the data directory " + folder, e);
    }
  }

  /** A server whose parent was killed is saving its data; the folder is free when it is gone. */
  private static void awaitOrphan(Path pidFile) throws IOException, RedisUnavailableException {
    if (!Files.exists(pidFile)) {
      return;
    }
    String pid = Files.readString(pidFile).strip();
    Optional<ProcessHandle> orphan =
        pid.matches("\\d{1,18}")
            ? ProcessHandle.of(Long.parseLong(pid))
                .filter(handle -> handle.info().command().orElse("").contains("redis-server"))
            : Optional.empty();
    long deadline = System.nanoTime() + ORPHAN.toNanos();
    while (orphan.isPresent() && orphan.get().isAlive()) {
      if (System.nanoTime() > deadline) {
        throw new RedisUnavailableException(
            "a redis-server (process " + pid + ") still runs on this data; stop it first");
      }
      pause();
    }
  }

  private static void checkPort(RedisSettings settings) throws RedisUnavailableException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(settings.host(), settings.port()));
    } catch (IOException e) {
      throw new RedisUnavailableException(
          "port "
              + settings.port()
              + " on "
              + settings.host()
              + " is in use or not allowed; REDIS_PORT sets another",
          e);
    }
  }

  /** Redis 6.2 would not see the append-only files of 7 and start empty. */
  private static void checkData(Path folder, RedisBinary binary) throws RedisUnavailableException {
    if (!binary.atLeast(7, 0) && Files.isDirectory(folder.resolve("appendonlydir"))) {
      throw new RedisUnavailableException(
          "the data in "
              + folder
              + " was written by Redis 7 or newer, and "
              + binary.path()
              + " is older; install redis-server 7 or newer");
    }
  }

  private void awaitReady(RedisSettings settings) throws RedisUnavailableException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!answers(settings)) {
      if (!process.isAlive()) {
        throw new RedisUnavailableException(
            "Redis ended at its start with code " + process.exitValue() + "; its output says why");
      }
      if (System.nanoTime() > deadline) {
        stop();
        throw new RedisUnavailableException("Redis did not answer within " + START);
      }
      pause();
    }
  }

  private static boolean answers(RedisSettings settings) {
    boolean any = settings.host().equals("0.0.0.0") || settings.host().equals("::");
    try (Socket socket = new Socket()) {
      InetAddress address =
          any ? InetAddress.getLoopbackAddress() : InetAddress.getByName(settings.host());
      socket.connect(new InetSocketAddress(address, settings.port()), 1000);
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
      return answer.equals("+PONG") || answer.equals("-NOAU");
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(TICK);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Redis starts", e);
    }
  }

  /** Waits until the server ends by itself, and says how. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Whether the server runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Lets the server save its data and end. */
  @Override
  public void close() {
    stop();
    release(lockFile);
  }

  private void stop() {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void release(FileChannel lockFile) {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
