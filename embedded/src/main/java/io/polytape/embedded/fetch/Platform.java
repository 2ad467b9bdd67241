package io.polytape.embedded.fetch;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A kind of machine that the engine's library is published for.
 *
 * @param name as the package is named, such as {@code linux-x64-gnu}
 * @param archive checksum and size of the package, where they were known when this was written;
 *     elsewhere the checksum that npm reports counts
 */
record Platform(String name, Optional<Archive> archive) {
  static final String VERSION = "26.7.3-stable.1";

  /** A package's archive: its SHA-512 as npm writes it, and its size. */
  record Archive(String integrity, long bytes) {}

  private static final Map<String, Optional<Archive>> KNOWN =
      Map.of(
          "linux-x64-gnu",
          Optional.of(
              new Archive(
                  "sha512-XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/"
                      + "gWUNcuFjOMjWoorQICCqBVj5wpw==",
                  177_817_999)),
          "linux-arm64-gnu",
          Optional.empty(),
          "darwin-arm64",
          Optional.empty(),
          "darwin-x64",
          Optional.empty());

  /** The platform of these system properties, if the library is published for it. */
  static Optional<Platform> of(String osName, String osArch) {
    String os = osName.toLowerCase(Locale.ROOT);
    String system =
        os.startsWith("linux") ? "linux" : os.startsWith("mac") ? "darwin" : "unsupported";
    String processor =
        switch (osArch) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> "arm64";
          default -> "unsupported";
        };
    String name = system + "-" + processor + (system.equals("linux") ? "-gnu" : "");
    return Optional.ofNullable(KNOWN.get(name)).map(archive -> new Platform(name, archive));
  }

  /** Package and version, as npm takes them. */
  String packageSpec() {
    return "@chdb/lib-" + name + "@" + VERSION;
  }
}
