package io.polytape.embedded.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The machine's own npm, so that its registry and proxy settings apply. */
final class Npm {
  private static final String MISSING =
      "npm is needed once, to fetch the ClickHouse engine: install Node.js with npm, or set"
          + " CLICKHOUSE_HOST to a ClickHouse that runs elsewhere";

  private Npm() {}

  /** Downloads a package's archive into a folder, with npm's own cache beside it. */
  static Path pack(String spec, Path folder) throws FetchException {
    JsonNode packed =
        run(
            folder,
            List.of(
                "npm",
                "pack",
                spec,
                "--json",
                "--ignore-scripts",
                "--pack-destination",
                folder.toString(),
                "--cache",
                folder.resolve("npm-cache").toString()));
    try (var files = Files.newDirectoryStream(folder, "*.tgz")) {
      for (Path file : files) {
        return file;
      }
    } catch (IOException e) {
      throw new FetchException("cannot read " + folder, e);
    }
    throw new FetchException("npm pack left no archive of " + spec + ", it said " + packed);
  }

  /** The SHA-512 that the registry publishes for a package, as {@code sha512-...}. */
  static String publishedIntegrity(String spec, Path folder) throws FetchException {
    JsonNode integrity = run(folder, List.of("npm", "view", spec, "dist.integrity", "--json"));
    if (!integrity.isTextual()) {
      throw new FetchException("npm reports no checksum of " + spec);
    }
    return integrity.asText();
  }

  private static JsonNode run(Path folder, List<String> command) throws FetchException {
    Path errors = folder.resolve("npm-errors.txt");
    try {
      Process process =
          new ProcessBuilder(new ArrayList<>(command))
              .directory(folder.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
          throw new FetchException(
              String.join(" ", command.subList(0, 3)) + " failed: " + tail(errors));
        }
        return JsonMapper.builder().build().readTree(answer);
      } finally {
        process.destroy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FetchException("interrupted while npm ran");
    } catch (IOException e) {
      throw new FetchException(MISSING, e);
    }
  }

  private static String tail(Path errors) throws IOException {
    List<String> lines =
        Files.readAllLines(errors).stream()
            .filter(line -> line.startsWith("npm error") && !line.contains("complete log"))
            .limit(3)
            .toList();
    return lines.isEmpty() ? "no reason given" : String.join("; ", lines);
  }
}
