package io.polytape.embedded.fetch;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where downloads are kept between runs and clones. */
public final class Cache {
  private Cache() {}

  /** {@code POLYTAPE_CACHE}, else {@code polytape} in the user's cache folder. */
  public static Path folder(Map<String, String> environment) {
    Optional<String> own = value(environment, "POLYTAPE_CACHE");
    if (own.isPresent()) {
      return Path.of(own.get());
    }
    return value(environment, "XDG_CACHE_HOME")
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
        .resolve("polytape");
  }

  private static Optional<String> value(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
