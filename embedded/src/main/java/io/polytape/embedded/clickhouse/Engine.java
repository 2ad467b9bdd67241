package io.polytape.embedded.clickhouse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ClickHouse engine of this process, on one directory.
 *
 * <p>One per process: the library keeps one data path for its lifetime. A second process on the
 * same directory is refused by a file lock, which the operating system frees even after {@code kill
 * -9}.
 */
public final class Engine implements AutoCloseable {
  private final Chdb chdb;
  private final Path directory;
  private final FileChannel lockFile;
  private final EngineConnection control;
  private final String version;

  private Engine(
      Chdb chdb, Path directory, FileChannel lockFile, EngineConnection control, String version) {
    this.chdb = chdb;
    this.directory = directory;
    this.lockFile = lockFile;
    this.control = control;
    this.version = version;
  }

  /**
   * Opens the engine, creating the directory where there is none.
   *
   * @throws EngineUnavailableException when the directory is in use, not writable, or refused by
   *     the engine
   */
  public static Engine open(Path library, Path directory) throws EngineUnavailableException {
    FileChannel lockFile = lock(directory);
    Chdb chdb = Chdb.load(library);
    MemorySegment pointer = chdb.connect(arguments(directory));
    if (pointer.address() == 0) {
      throw new EngineUnavailableException(
          "the ClickHouse engine refused its data in " + directory + "; its log says why");
    }
    // Stays open for the engine's life: the library stops the engine with its last connection.
    EngineConnection control = new EngineConnection(chdb, pointer);
    return new Engine(chdb, directory, lockFile, control, version(control));
  }

  private static List<String> arguments(Path directory) {
    return List.of("clickhouse", "--path=" + directory.toAbsolutePath());
  }

  private static String version(EngineConnection connection) throws EngineUnavailableException {
    StringBuilder version = new StringBuilder();
    try {
      connection.runWhole(
          QueryText.of("SELECT version()"),
          (bytes, soFar) ->
              version.append(
                  new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)));
    } catch (EngineException | IOException e) {
      throw new EngineUnavailableException("the ClickHouse engine did not answer", e);
    }
    return version.toString().trim();
  }

  private static FileChannel lock(Path directory) throws EngineUnavailableException {
    Path file = directory.resolve("polytape.lock");
    try {
      Files.createDirectories(directory);
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      @Nullable FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new EngineUnavailableException(
            "another process already serves the ClickHouse data in " + directory);
      }
      return channel;
    } catch (IOException e) {
      throw new EngineUnavailableException("cannot use the data directory " + directory, e);
    }
  }

  /** A new session with the engine's default settings; the caller closes it. */
  public EngineConnection connect() throws EngineException {
    MemorySegment pointer = chdb.connect(arguments(directory));
    if (pointer.address() == 0) {
      throw EngineException.of(210, "NETWORK_ERROR", "The engine accepts no connection");
    }
    return new EngineConnection(chdb, pointer);
  }

  /** Asks every running statement with this {@code log_comment} to stop; returns at once. */
  public void kill(String logComment) throws EngineException {
    String sql =
        "KILL QUERY WHERE Settings['log_comment'] = " + SqlLiterals.quote(logComment) + " ASYNC";
    synchronized (control) {
      control.execute(sql);
    }
  }

  /** The engine's version, such as {@code 26.7.2.1}. */
  public String version() {
    return version;
  }

  /** Stops the engine; every other connection must be closed before. */
  @Override
  public void close() {
    synchronized (control) {
      control.close();
    }
    chdb.shutdown();
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
