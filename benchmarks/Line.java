import io.polytape.common.stream.Keys;
import io.polytape.simulator.Simulator;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.RedisClient;

/** The processes of the live line, as they are installed, on free ports. */
final class Line implements AutoCloseable {
  private final Path home;
  private final Simulator simulator;
  private final int redisPort = freePort();
  private final int clickHousePort = freePort();
  private final Map<String, Process> running = new LinkedHashMap<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final RedisClient redis = RedisClient.create("127.0.0.1", redisPort);

  Line(Path home, Simulator simulator) throws IOException {
    this.home = home;
    this.simulator = simulator;
    Runtime.getRuntime().addShutdownHook(new Thread(this::kill));
  }

  void start() throws Exception {
    start("embedded-redis");
    start("embedded-clickhouse");
    await("ClickHouse", this::answers);
    if (launch("setup-schema").waitFor() != 0) {
      throw new IOException("setup-schema failed");
    }
    start("clickhouse-writer");
    start("book-processor");
    start("polymarket-ingester");
    start("websocket-ingester");
    int tokens = simulator.books().tokens().size();
    await("a book of each token", () -> books() >= tokens * 0.99);
  }

  private long books() {
    List<String> tokens = simulator.books().tokens();
    try (var pipeline = redis.pipelined()) {
      var answers = tokens.stream().map(token -> pipeline.exists(Keys.quote(token))).toList();
      pipeline.sync();
      return answers.stream().filter(answer -> answer.get()).count();
    }
  }

  private void start(String command) throws IOException {
    running.put(command, launch(command));
  }

  private Process launch(String command) throws IOException {
    var builder = new ProcessBuilder("bin/polytape", command);
    builder
        .environment()
        .putAll(
            Map.of(
                "REDIS_PORT", Integer.toString(redisPort),
                "CLICKHOUSE_PORT", Integer.toString(clickHousePort),
                "DATA_DIR", home.resolve("data").toString(),
                "LOG_DIR", home.resolve("logs").toString(),
                "LOG_LEVEL", "warn",
                "POLYMARKET_GAMMA_URL", simulator.gammaUrl(),
                "POLYMARKET_WS_URL", simulator.wsUrl(),
                "POLYMARKET_CLOB_URL", simulator.clobUrl(),
                "POLYMARKET_DATA_URL", simulator.dataUrl(),
                "WRITER_BATCH_TIME", "1s"));
    builder.redirectErrorStream(true);
    builder.redirectOutput(home.resolve(command + ".out").toFile());
    return builder.start();
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(String what, Condition condition) throws Exception {
    Exception last = null;
    for (int i = 0; i < 1_200; i++) {
      try {
        if (condition.holds()) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        last = e;
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException(what + " did not come", last);
  }

  RedisClient redis() {
    return redis;
  }

  int clickHousePort() {
    return clickHousePort;
  }

  long rows(String table) throws Exception {
    return Long.parseLong(ask("SELECT count() FROM " + table));
  }

  /** How old the newest stored change is, in milliseconds. */
  long behind() throws Exception {
    return Long.parseLong(
        ask("SELECT dateDiff('millisecond', max(received_at), now64(6)) FROM price_changes"));
  }

  private boolean answers() throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + clickHousePort + "/ping")).build();
    return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
  }

  private String ask(String sql) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + clickHousePort + "/?database=polymarket"))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body().strip();
  }

  /** Resident memory of each process, in MiB. */
  Map<String, Long> memory() throws IOException, InterruptedException {
    var memory = new LinkedHashMap<String, Long>();
    for (var each : running.entrySet()) {
      memory.put(each.getKey(), ps("rss", each.getValue().pid()) / 1024);
    }
    return memory;
  }

  void printMemory() throws IOException, InterruptedException {
    System.out.println("  resident memory, MiB: " + memory());
  }

  /** Seconds of CPU that each process has used. */
  String cpu() throws IOException, InterruptedException {
    var lines = new ArrayList<String>();
    for (var each : running.entrySet()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %4d s of CPU  %s",
              ps("cputimes", each.getValue().pid()),
              each.getKey()));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** A figure of a process and its children: the Redis server is one. */
  private static long ps(String figure, long pid) throws IOException, InterruptedException {
    String id = Long.toString(pid);
    var process =
        new ProcessBuilder("ps", "-o", figure + "=", "-p", id, "--ppid", id)
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return text.lines().map(String::strip).filter(each -> !each.isEmpty()).mapToLong(Long::parseLong).sum();
  }

  private static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void kill() {
    running.values().forEach(Process::destroy);
  }

  @Override
  public void close() {
    redis.close();
    var ordered = new ArrayList<>(running.values()).reversed();
    for (Process process : ordered) {
      process.destroy();
      try {
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
