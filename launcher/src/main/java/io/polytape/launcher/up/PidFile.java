package io.polytape.launcher.up;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The file that names a process: its id and its start, so that another process which got the same
 * id later is never taken for it.
 */
public final class PidFile {
  /** The system derives start times from its clock, so two readers may see them apart. */
  private static final long CLOCK_STEP_MILLIS = 5_000;

  private final Path path;

  PidFile(Path folder, String name) {
    this(folder.resolve(name + ".pid"));
  }

  private PidFile(Path path) {
    this.path = path;
  }

  /**
   * Writes that of this process where {@code POLYTAPE_PID_FILE} says, so that it can be found when
   * a supervisor that is not ours was killed.
   */
  public static void writeOwn(Map<String, String> environment) {
    String file = environment.getOrDefault("POLYTAPE_PID_FILE", "");
    if (!file.isBlank()) {
      new PidFile(Path.of(file)).write(ProcessHandle.current());
    }
  }

  void write(ProcessHandle process) {
    try {
      Files.writeString(path, process.pid() + " " + start(process) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The process that the file names, if that very process still runs. */
  Optional<ProcessHandle> running() {
    try {
      String[] parts = Files.readString(path).strip().split(" ");
      if (parts.length != 2) {
        return Optional.empty();
      }
      long start = Long.parseLong(parts[1]);
      return ProcessHandle.of(Long.parseLong(parts[0]))
          .filter(ProcessHandle::isAlive)
          .filter(process -> Math.abs(start(process) - start) <= CLOCK_STEP_MILLIS);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  void delete() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long start(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }
}
