package io.polytape.launcher.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Processes of the packaged program, started through {@code bin/polytape} as a user would. */
final class Program implements AutoCloseable {
  private final Path binary = Path.of("..", "bin", "polytape").toAbsolutePath().normalize();
  private final Path folder;
  private final Map<String, String> environment;
  private final Map<String, Process> running = new LinkedHashMap<>();
  private final Map<String, String> commands = new LinkedHashMap<>();

  /**
   * @param folder for data and logs
   */
  Program(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
    Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
  }

  /** Starts a command under a name of its own; its options after it. */
  void start(String name, String command, String... options) {
    var line = new ArrayList<>(List.of(binary.toString(), command));
    line.addAll(List.of(options));
    commands.put(name, String.join(" ", line));
    launch(name);
  }

  private void launch(String name) {
    try {
      var builder =
          new ProcessBuilder(List.of(Objects.requireNonNull(commands.get(name)).split(" ")));
      builder.environment().putAll(environment);
      builder.environment().put("LOG_DIR", folder.resolve("logs").resolve(name).toString());
      builder.redirectErrorStream(true);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(folder.resolve(name + ".out").toFile()));
      running.put(name, builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Process process(String name) {
    return Objects.requireNonNull(running.get(name), name);
  }

  /** Ends a process as {@code kill -9} does and starts it again. */
  void killAndRestart(String name) {
    kill(name);
    launch(name);
  }

  long pid(String name) {
    return process(name).pid();
  }

  void kill(String name) {
    Process process = process(name);
    process.destroyForcibly();
    join(process, 20);
    running.remove(name);
  }

  /** Starts a process once more that was killed or stopped. */
  void startAgain(String name) {
    launch(name);
  }

  /** Asks a process to stop, as SIGTERM does; whether it did within the time. */
  boolean stop(String name, int seconds) {
    Process process = process(name);
    process.destroy();
    boolean hasEnded = join(process, seconds);
    if (hasEnded) {
      running.remove(name);
    }
    return hasEnded;
  }

  /** Stops a process in its tracks, as {@code SIGSTOP} does, or lets it go on. */
  void pause(String name, boolean stopped) {
    try {
      String signal = stopped ? "-STOP" : "-CONT";
      int code =
          new ProcessBuilder("kill", signal, Long.toString(process(name).pid())).start().waitFor();
      if (code != 0) {
        throw new IllegalStateException("kill " + signal + " of " + name + ": " + code);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What was started, by name. */
  Set<String> names() {
    return running.keySet();
  }

  /** Which processes have ended though nobody asked them to. */
  List<String> ended() {
    return running.entrySet().stream()
        .filter(each -> !each.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Runs a command to its end; its exit code. */
  int run(String... words) {
    try {
      var line = new ArrayList<>(List.of(binary.toString()));
      line.addAll(List.of(words));
      var builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().putAll(environment);
      builder.redirectOutput(
          ProcessBuilder.Redirect.appendTo(folder.resolve(words[0] + ".out").toFile()));
      Process process = builder.start();
      if (!process.waitFor(120, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(words[0] + " did not end within 120 s");
      }
      return process.exitValue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The last part of what a process printed, for a failure's message. */
  String tail(String name) {
    try {
      String all = Files.readString(folder.resolve(name + ".out"));
      return name + ":\n" + all.substring(Math.max(0, all.length() - 3_000));
    } catch (IOException e) {
      return name + ": " + e;
    }
  }

  private void killAll() {
    running.values().forEach(Process::destroyForcibly);
  }

  @Override
  public void close() {
    killAll();
    running.values().forEach(process -> join(process, 20));
  }

  private static boolean join(Process process, int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether somebody listens on a port of this machine. */
  static boolean listens(int port) {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  static int freePort() {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
