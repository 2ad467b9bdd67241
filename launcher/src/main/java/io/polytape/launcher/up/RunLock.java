package io.polytape.launcher.up;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** What lets one set run for each folder; the system frees it however its holder ends. */
final class RunLock implements AutoCloseable {
  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Takes it, or is empty when another process holds it. */
  static Optional<RunLock> take(Path runDir) throws IOException {
    Files.createDirectories(runDir);
    FileChannel channel =
        FileChannel.open(
            runDir.resolve("up.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // Held by this very process: the same answer.
    }
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    return Optional.of(new RunLock(channel));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
