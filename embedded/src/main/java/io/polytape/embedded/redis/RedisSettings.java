package io.polytape.embedded.redis;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the embedded Redis runs.
 *
 * @param host the address to listen on
 * @param port the port to listen on
 * @param folder where its data lies
 * @param maxMemoryBytes beyond this it refuses writes instead of dropping data; 0 for no bound
 */
public record RedisSettings(
    String host, int port, Optional<String> password, Path folder, long maxMemoryBytes) {
  /** Checks the numbers, and that no value breaks out of its line of the configuration. */
  public RedisSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("expected a port of 1 to 65535, was " + port);
    }
    if (maxMemoryBytes < 0) {
      throw new IllegalArgumentException("expected a size of 0 or more, was " + maxMemoryBytes);
    }
    if (!host.matches("[A-Za-z0-9.:_-]+")) {
      throw new IllegalArgumentException("expected a host name or address, was " + host);
    }
  }

  /** The configuration file: an append-only file always, and never an evicted key. */
  String configuration() {
    return String.join(
            "\n",
            "bind " + host,
            "port " + port,
            "dir " + quoted(folder.toAbsolutePath().toString()),
            "pidfile " + quoted(pidFile().toAbsolutePath().toString()),
            "daemonize no",
            "logfile \"\"",
            "loglevel notice",
            "always-show-logo no",
            "appendonly yes",
            "appendfsync everysec",
            // The append-only file is the truth; a dump an hour is a second copy.
            "save 3600 1",
            "maxmemory " + maxMemoryBytes,
            "maxmemory-policy noeviction",
            "tcp-keepalive 60",
            password.map(value -> "requirepass " + quoted(value)).orElse(""))
        + "\n";
  }

  Path pidFile() {
    return folder.resolve("redis.pid");
  }

  /** A string of Redis' configuration syntax; control characters as hexadecimal escapes. */
  static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      if (b == '"' || b == '\\') {
        quoted.append('\\').append((char) (b & 0xff));
      } else if (b >= 0 && b < ' ') {
        quoted.append(String.format(Locale.ROOT, "\\x%02x", b));
      } else {
        quoted.append((char) (b & 0xff));
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return "RedisSettings[" + host + ":" + port + ", " + folder + "]";
  }
}
