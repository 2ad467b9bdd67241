package io.polytape.embedded.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Bytes of an answer that is not begun: in memory while they are few, else in a file. */
final class HeldBack extends OutputStream {
  private static final int IN_MEMORY = 4 << 20;

  private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
  private @Nullable Path file;
  private @Nullable OutputStream fileOut;
  private long size;

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (fileOut == null && memory.size() + length > IN_MEMORY) {
      file = Files.createTempFile("polytape-result-", ".part");
      fileOut = Files.newOutputStream(file);
    }
    OutputStream target = fileOut == null ? memory : fileOut;
    target.write(bytes, offset, length);
    size += length;
  }

  long size() {
    return size;
  }

  /** Hands everything on, in order, and is empty then. */
  void moveTo(OutputStream target) throws IOException {
    memory.writeTo(target);
    memory.reset();
    if (file != null && fileOut != null) {
      fileOut.close();
      try (InputStream in = Files.newInputStream(file)) {
        in.transferTo(target);
      }
    }
    close();
    size = 0;
  }

  @Override
  public void close() throws IOException {
    if (fileOut != null) {
      fileOut.close();
      fileOut = null;
    }
    if (file != null) {
      Files.deleteIfExists(file);
      file = null;
    }
  }
}
