package io.polytape.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A ClickHouse for tests: the engine of this project in a child process, or the server that {@code
 * POLYTAPE_TEST_CLICKHOUSE_URL} names.
 *
 * <p>The shared one is started once per JVM and ends with it, whatever way the JVM ends. Each test
 * takes a database of its own.
 */
public final class ClickHouseServer implements AutoCloseable {
  private static final String GIVEN = "POLYTAPE_TEST_CLICKHOUSE_URL";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final @Nullable Path dataDir;
  private final List<String> jvmOptions;
  private @Nullable Process process;
  private URI url;

  private ClickHouseServer(@Nullable Path dataDir, List<String> jvmOptions, URI url) {
    this.dataDir = dataDir;
    this.jvmOptions = jvmOptions;
    this.url = url;
  }

  private static final class Shared {
    static final ClickHouseServer INSTANCE = create();

    private static ClickHouseServer create() {
      String given = System.getenv(GIVEN);
      if (given != null && !given.isBlank()) {
        return new ClickHouseServer(null, List.of(), URI.create(given));
      }
      try {
        Path folder = Files.createTempDirectory("polytape-clickhouse-");
        ClickHouseServer server = start(folder);
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      server.kill();
                      delete(folder);
                    }));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** The one server of this JVM; its close does nothing. */
  public static ClickHouseServer shared() {
    return Shared.INSTANCE;
  }

  /** A server of its own on a folder, for tests that kill and restart it. */
  public static ClickHouseServer start(Path dataDir) {
    return start(dataDir, List.of());
  }

  /** As {@link #start(Path)}, with options for the child's JVM. */
  public static ClickHouseServer start(Path dataDir, List<String> jvmOptions) {
    ClickHouseServer server =
        new ClickHouseServer(dataDir, jvmOptions, URI.create("http://127.0.0.1:0"));
    server.launch(0);
    return server;
  }

  private void launch(int port) {
    if (dataDir == null) {
      throw new IllegalStateException("this server was given by " + GIVEN);
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "-Xmx256m", "-XX:TieredStopAtLevel=1"));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(
        List.of(ClickHouseServerMain.class.getName(), dataDir.toString(), Integer.toString(port)));
    try {
      Process started =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
      process = started;
      url = URI.create("http://127.0.0.1:" + awaitPort(started));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int awaitPort(Process process) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith(ClickHouseServerMain.READY)) {
        Thread.ofVirtual().start(() -> out.lines().forEach(System.out::println));
        return Integer.parseInt(line.substring(ClickHouseServerMain.READY.length()));
      }
      System.out.println(line);
    }
    throw new IllegalStateException("the embedded ClickHouse did not start; see its output above");
  }

  /** The host to connect to. */
  public String host() {
    return url.getHost();
  }

  /** The port of the HTTP interface. */
  public int port() {
    return url.getPort();
  }

  /** The HTTP interface's address, without a path. */
  public String httpUrl() {
    return "http://" + host() + ":" + port();
  }

  /** The id of the child process. */
  public long pid() {
    return running().pid();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("no process of ours serves " + url);
    }
    return process;
  }

  /** A fresh database, dropped on close. */
  public Database newDatabase() {
    String name = "test_" + UUID.randomUUID().toString().replace("-", "");
    execute("CREATE DATABASE " + name);
    return new Database(name);
  }

  /** A database of one test. */
  public final class Database implements AutoCloseable {
    private final String name;

    private Database(String name) {
      this.name = name;
    }

    /** Its name. */
    public String name() {
      return name;
    }

    @Override
    public void close() {
      execute("DROP DATABASE IF EXISTS " + name);
    }
  }

  /** Runs a statement and gives its answer, tab separated, without the last line end. */
  public String execute(String sql) {
    try {
      HttpResponse<String> response =
          HTTP.send(
              HttpRequest.newBuilder(URI.create(httpUrl() + "/" + credentials()))
                  .POST(HttpRequest.BodyPublishers.ofString(sql))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(sql + ": " + response.body());
      }
      return response.body().stripTrailing();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String credentials() {
    String user = url.getUserInfo();
    if (user == null) {
      return "";
    }
    String[] parts = user.split(":", 2);
    return "?user="
        + URLEncoder.encode(parts[0], StandardCharsets.UTF_8)
        + (parts.length > 1
            ? "&password=" + URLEncoder.encode(parts[1], StandardCharsets.UTF_8)
            : "");
  }

  /** Ends the process at once, as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    await(running().destroyForcibly());
  }

  /** Asks the process to end, as SIGTERM does, and waits until it is gone. */
  public int stop() {
    Process process = running();
    process.destroy();
    return await(process);
  }

  /** Starts the process again on the same folder and port. */
  public void restart() {
    if (running().isAlive()) {
      throw new IllegalStateException("the server still runs");
    }
    launch(port());
  }

  private static int await(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (this != Shared.INSTANCE && process != null) {
      kill();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
