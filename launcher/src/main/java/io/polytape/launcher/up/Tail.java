package io.polytape.launcher.up;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The last lines of a log file, for a message. */
final class Tail {
  private static final int MOST_BYTES = 16 * 1024;

  private Tail() {}

  /** At most so many lines, each indented; empty when there is no such file. */
  static String of(Path file, int lines) {
    if (!Files.isReadable(file)) {
      return "";
    }
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      long start = Math.max(0, in.length() - MOST_BYTES);
      in.seek(start);
      var bytes = new byte[(int) (in.length() - start)];
      in.readFully(bytes);
      List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size()).stream()
          .map(line -> "  " + line + "\n")
          .reduce("", String::concat);
    } catch (IOException e) {
      return "  (cannot read " + file + ": " + e.getMessage() + ")\n";
    }
  }
}
