package io.polytape.embedded.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A redis-server program that runs on this machine.
 *
 * @param major its version's first number
 * @param minor its version's second number
 */
record RedisBinary(Path path, int major, int minor) {
  private static final Pattern VERSION = Pattern.compile("v=(\\d{1,4})\\.(\\d{1,4})\\.");
  private static final String INSTALL = "install redis-server 6.2 or newer, or set REDIS_HOST";

  /**
   * An installed server of version 6.2 or newer, else the one carried along, unpacked to the cache.
   */
  static RedisBinary find(Map<String, String> environment, Path cache)
      throws RedisUnavailableException {
    Optional<RedisBinary> installed =
        Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator, -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, "redis-server"))
            .filter(Files::isExecutable)
            .flatMap(path -> ask(path).stream())
            .filter(binary -> binary.atLeast(6, 2))
            .findFirst();
    return installed.isPresent() ? installed.get() : unpacked(cache);
  }

  boolean atLeast(int otherMajor, int otherMinor) {
    return major > otherMajor || (major == otherMajor && minor >= otherMinor);
  }

  private static RedisBinary unpacked(Path cache) throws RedisUnavailableException {
    String os = System.getProperty("os.name", "");
    String arch = System.getProperty("os.arch", "");
    String resource =
        resourceFor(os, arch)
            .orElseThrow(
                () ->
                    new RedisUnavailableException(
                        "no Redis is carried along for " + os + " on " + arch + ": " + INSTALL));
    Path path = cache.resolve("redis").resolve(resource);
    if (!Files.isExecutable(path)) {
      unpack(resource, path);
    }
    return ask(path)
        .orElseThrow(
            () ->
                new RedisUnavailableException(
                    "the Redis carried along does not run on this machine: " + INSTALL));
  }

  static Optional<String> resourceFor(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
    boolean intel = osArch.equals("amd64") || osArch.equals("x86_64");
    if (os.startsWith("linux")) {
      return arm
          ? Optional.of("redis-server-6.2.7-linux-arm64")
          : Optional.of("redis-server-6.2.6-v5-linux-amd64").filter(name -> intel);
    }
    if (os.startsWith("mac")) {
      return arm
          ? Optional.of("redis-server-6.2.6-v5-darwin-arm64")
          : Optional.of("redis-server-6.2.6-v5-darwin-amd64").filter(name -> intel);
    }
    return Optional.empty();
  }

  /** Written beside its place and moved there, so that a crash leaves no half program. */
  private static void unpack(String resource, Path path) throws RedisUnavailableException {
    try (InputStream in = ClassLoader.getSystemResourceAsStream(resource)) {
      if (in == null) {
        throw new RedisUnavailableException("the build lacks " + resource + ": " + INSTALL);
      }
      Files.createDirectories(path.getParent());
      Path part = Files.createTempFile(path.getParent(), ".unpack-", "");
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      if (!part.toFile().setExecutable(true)) {
        throw new RedisUnavailableException("cannot make " + part + " executable");
      }
      Files.move(part, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new RedisUnavailableException("cannot unpack Redis to " + path, e);
    }
  }

  /** Empty when the program does not run here. */
  private static Optional<RedisBinary> ask(Path path) {
    try {
      Process process =
          new ProcessBuilder(path.toString(), "--version").redirectErrorStream(true).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      Matcher version = VERSION.matcher(answer);
      return process.waitFor() == 0 && version.find()
          ? Optional.of(
              new RedisBinary(
                  path, Integer.parseInt(version.group(1)), Integer.parseInt(version.group(2))))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
