package io.polytape.launcher.up;

import io.polytape.common.config.ConfigException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a command of this program is started as a process.
 *
 * @param program the script {@code bin/polytape}
 * @param prefix what stands before it: gives each child a session of its own, so that Ctrl-C at a
 *     terminal reaches only the supervisor and not the engines at the same time
 * @param environment what differs from this process's own
 */
record Commands(Path program, List<String> prefix, Map<String, String> environment) {
  Commands {
    prefix = List.copyOf(prefix);
    environment = Map.copyOf(environment);
  }

  /** Those of this installation. */
  static Commands installed(Map<String, String> environment) throws ConfigException {
    Path program = Path.of(System.getProperty("polytape.home", ""), "bin", "polytape");
    if (!Files.isExecutable(program)) {
      throw new ConfigException(
          "the script bin/polytape is not at " + program.toAbsolutePath() + "; call this by it");
    }
    return new Commands(
        program.toAbsolutePath(), onPath("setsid").map(List::of).orElse(List.of()), environment);
  }

  List<String> line(String... arguments) {
    var line = new ArrayList<>(prefix);
    line.add(program.toString());
    line.addAll(List.of(arguments));
    return line;
  }

  private static Optional<String> onPath(String name) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":", -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
