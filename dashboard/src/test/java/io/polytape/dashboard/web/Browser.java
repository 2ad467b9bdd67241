package io.polytape.dashboard.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A real Chromium without a window, driven over its own protocol
 * (https://chromedevtools.github.io/devtools-protocol/).
 */
public final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration DEADLINE = Duration.ofSeconds(40);
  private static final String LISTENING = "DevTools listening on ";
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "chrome");

  private final Process process;
  private final Path profile;
  private final OkHttpClient http = new OkHttpClient();
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> complaints = new ArrayList<>();
  private final WebSocket socket;
  private String session = "";

  /** Where an installed browser is. */
  public static Optional<Path> find() {
    String path = System.getenv("PATH");
    return Stream.of((path == null ? "" : path).split(java.io.File.pathSeparator))
        .flatMap(dir -> NAMES.stream().map(name -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  public Browser(Path program, int width, int height, boolean dark) throws Exception {
    profile = Files.createTempDirectory("polytape-browser");
    process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    socket = http.newWebSocket(new Request.Builder().url(address(process)).build(), new Ears());
    JsonNode targets = call("Target.getTargets", JSON.createObjectNode());
    String page = "";
    for (JsonNode each : targets.get("targetInfos")) {
      page = each.get("type").asText().equals("page") ? each.get("targetId").asText() : page;
    }
    session =
        call(
                "Target.attachToTarget",
                JSON.createObjectNode().put("targetId", page).put("flatten", true))
            .get("sessionId")
            .asText();
    for (String domain : List.of("Page", "Runtime", "Log")) {
      call(domain + ".enable", JSON.createObjectNode());
    }
    show(width, height, dark);
  }

  private static String address(Process process) throws IOException {
    BufferedReader reader = process.inputReader();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.ofVirtual().start(() -> reader.lines().forEach(each -> {}));
        return line.substring(LISTENING.length()).strip().replaceFirst("^ws", "http");
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  /** Another size of the window, and light or dark. */
  void show(int width, int height, boolean dark) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", width < 600));
    ObjectNode media = JSON.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  public void open(String url) throws Exception {
    call("Page.navigate", JSON.createObjectNode().put("url", url));
  }

  /** What an expression is worth on the page. */
  public JsonNode evaluate(String expression) throws Exception {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("returnByValue", true)
                .put("awaitPromise", true));
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws Exception {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!evaluate(expression).asBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(
            "never true: "
                + expression
                + "; the page says: "
                + evaluate("document.body.innerText.slice(0, 2000)").asText()
                + "; complaints: "
                + complaints());
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** Processor time of the whole browser, all of its processes, since it was started. */
  double workSeconds() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
            .flatMap(each -> each.info().totalCpuDuration().stream())
            .mapToLong(Duration::toMillis)
            .sum()
        / 1_000.0;
  }

  /** A picture of a part of the page, however far down. */
  public void screenshot(Path file, int from, int width, int height) throws Exception {
    ObjectNode parameters = JSON.createObjectNode().put("captureBeyondViewport", true);
    parameters
        .putObject("clip")
        .put("x", 0)
        .put("y", from)
        .put("width", width)
        .put("height", height)
        .put("scale", 1);
    String data = call("Page.captureScreenshot", parameters).get("data").asText();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /** Errors and warnings that the page or the browser wrote to the console. */
  public List<String> complaints() {
    synchronized (complaints) {
      return List.copyOf(complaints);
    }
  }

  private JsonNode call(String method, ObjectNode parameters) throws Exception {
    int id = ids.incrementAndGet();
    var answer = new CompletableFuture<JsonNode>();
    waiting.put(id, answer);
    ObjectNode command = JSON.createObjectNode().put("id", id).put("method", method);
    command.set("params", parameters);
    if (!session.isEmpty()) {
      command.put("sessionId", session);
    }
    socket.send(command.toString());
    JsonNode found = answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    if (found.has("error")) {
      throw new IllegalStateException(method + ": " + found.get("error"));
    }
    return found.get("result");
  }

  private final class Ears extends WebSocketListener {
    @Override
    public void onMessage(WebSocket from, String text) {
      JsonNode message;
      try {
        message = JSON.readTree(text);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
      CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asInt(-1));
      if (answer != null) {
        answer.complete(message);
      }
      String level =
          switch (message.path("method").asText()) {
            case "Runtime.exceptionThrown" -> "error";
            case "Runtime.consoleAPICalled" -> message.at("/params/type").asText();
            case "Log.entryAdded" -> message.at("/params/entry/level").asText();
            default -> "";
          };
      if (level.equals("error") || level.equals("warning")) {
        synchronized (complaints) {
          complaints.add(message.get("params").toString());
        }
      }
    }

    @Override
    public void onFailure(WebSocket from, Throwable cause, @Nullable Response response) {
      waiting.values().forEach(answer -> answer.completeExceptionally(cause));
    }
  }

  @Override
  public void close() {
    socket.cancel();
    http.dispatcher().executorService().shutdown();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    try (Stream<Path> files = Files.walk(profile)) {
      files
          .sorted(Comparator.reverseOrder())
          .forEach(
              file -> {
                try {
                  Files.deleteIfExists(file);
                } catch (IOException e) {
                  // A process of the browser is still writing; the folder is a temporary one.
                  return;
                }
              });
    } catch (IOException | java.io.UncheckedIOException e) {
      // Likewise.
      return;
    }
  }
}
