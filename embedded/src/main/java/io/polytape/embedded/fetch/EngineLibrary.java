package io.polytape.embedded.fetch;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * The engine's shared library in the cache.
 *
 * <p>A library is in its place or it is not: it is unpacked beside it and moved there in one step.
 * Processes that fetch at the same time wait for the first one.
 */
public final class EngineLibrary {
  private static final String FILE = "libchdb.so";

  private EngineLibrary() {}

  /**
   * The library's path, after fetching it if the cache does not have it.
   *
   * @param cache the folder of {@link Cache#folder}
   * @param progress where the progress line goes
   * @throws FetchException when this machine's kind has no library, npm is missing, or the download
   *     fails or is not what it should be
   */
  public static Path locate(Path cache, PrintStream progress) throws FetchException {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    Platform platform =
        Platform.of(os, arch)
            .orElseThrow(
                () ->
                    new FetchException(
                        "the ClickHouse engine is not published for "
                            + os
                            + " on "
                            + arch
                            + " (it is for Linux with glibc and macOS, x86-64 and arm64);"
                            + " set CLICKHOUSE_HOST to a ClickHouse that runs elsewhere"));
    Path home = cache.resolve("chdb");
    Path place = home.resolve(Platform.VERSION).resolve(platform.name());
    Path library = place.resolve(FILE);
    if (Files.exists(library)) {
      return library;
    }
    try {
      Files.createDirectories(place.getParent());
      synchronized (EngineLibrary.class) {
        try (FileChannel channel = lockFile(home);
            var _ = channel.lock()) {
          if (!Files.exists(library)) {
            fetch(platform, home, place, progress);
          }
        }
      }
      return library;
    } catch (IOException e) {
      throw new FetchException("cannot fetch the ClickHouse engine into " + home, e);
    }
  }

  private static FileChannel lockFile(Path home) throws IOException {
    return FileChannel.open(
        home.resolve("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void fetch(Platform platform, Path home, Path place, PrintStream out)
      throws IOException, FetchException {
    removeLeftovers(home);
    Path staging = Files.createTempDirectory(home, ".fetch-");
    try {
      Optional<Long> size = platform.archive().map(Platform.Archive::bytes);
      Path archive;
      boolean terminal =
          Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
      try (var _ = Progress.of(out, staging, size, terminal)) {
        archive = Npm.pack(platform.packageSpec(), staging);
      }
      verify(archive, expectedIntegrity(platform, staging));
      Path unpacked = Files.createDirectory(staging.resolve("unpacked"));
      unpack(archive, unpacked);
      Files.move(unpacked, place, StandardCopyOption.ATOMIC_MOVE);
      out.println("fetched the ClickHouse engine into " + place);
    } finally {
      delete(staging);
    }
  }

  private static String expectedIntegrity(Platform platform, Path staging) throws FetchException {
    return platform.archive().isPresent()
        ? platform.archive().get().integrity()
        : Npm.publishedIntegrity(platform.packageSpec(), staging);
  }

  static void verify(Path archive, String integrity) throws IOException, FetchException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    try (InputStream in = new DigestInputStream(Files.newInputStream(archive), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    String actual = "sha512-" + Base64.getEncoder().encodeToString(digest.digest());
    if (!actual.equals(integrity)) {
      throw new FetchException(
          "the fetched ClickHouse engine is not the one expected: its checksum is "
              + actual
              + ", expected "
              + integrity);
    }
  }

  private static void unpack(Path archive, Path folder) throws IOException, FetchException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(archive), 1 << 16))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.isFile() && entry.getName().matches("package/libchdb\\.(so|dylib)")) {
          writeDurably(tar, folder.resolve(FILE));
          return;
        }
      }
    }
    throw new FetchException("the package holds no " + FILE);
  }

  private static void writeDurably(InputStream in, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** What a killed fetch left; nobody else fetches while we hold the lock. */
  private static void removeLeftovers(Path home) throws IOException {
    try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(home, ".fetch-*")) {
      for (Path leftover : leftovers) {
        delete(leftover);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
