package io.polytape.embedded.fetch;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A line that shows how far a download into a folder has come, until it is closed. */
final class Progress implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(500);
  private static final int MEGABYTE = 1_000_000;

  private final PrintStream out;
  private final Path folder;
  private final Optional<Long> total;
  private final boolean redraw;
  private final long startNanos = System.nanoTime();
  private final Thread thread;

  private Progress(PrintStream out, Path folder, Optional<Long> total, boolean redraw) {
    this.out = out;
    this.folder = folder;
    this.total = total;
    this.redraw = redraw;
    this.thread = Thread.ofVirtual().unstarted(this::show);
  }

  /** Shows what grows in a folder; redraws one line on a terminal, else adds a line at times. */
  static Progress of(PrintStream out, Path folder, Optional<Long> total, boolean redraw) {
    Progress progress = new Progress(out, folder, total, redraw);
    progress.thread.start();
    return progress;
  }

  private void show() {
    try {
      for (long tick = 1; ; tick++) {
        Thread.sleep(TICK);
        if (redraw) {
          out.print("\r" + line(sizeOf(folder), total, elapsed()) + "   ");
          out.flush();
        } else if (tick % 10 == 0) {
          out.println(line(sizeOf(folder), total, elapsed()));
        }
      }
    } catch (InterruptedException e) {
      if (redraw) {
        out.println();
      }
    }
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  static String line(long bytes, Optional<Long> total, Duration elapsed) {
    double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
    double rate = bytes / seconds;
    String size = total.map(all -> " of " + all / MEGABYTE).orElse("");
    String left =
        total
            .filter(all -> rate > 0 && bytes < all)
            .map(all -> String.format(Locale.ROOT, ", %.0f s left", (all - bytes) / rate))
            .orElse("");
    long shown = total.map(all -> Math.min(all, bytes)).orElse(bytes);
    return String.format(
        Locale.ROOT,
        "fetching the ClickHouse engine: %d%s MB, %.1f MB/s%s",
        shown / MEGABYTE,
        size,
        rate / MEGABYTE,
        left);
  }

  private static long sizeOf(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(Progress::size).sum();
    } catch (IOException | UncheckedIOException e) {
      // A file that npm moved while we walked; the next tick sees it.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
