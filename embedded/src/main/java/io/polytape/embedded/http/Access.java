package io.polytape.embedded.http;

import io.polytape.embedded.clickhouse.EngineException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;

/** The one user of the engine and, if one is set, the password that every query must bring. */
public final class Access {
  private final String user;
  private final Optional<String> password;

  private Access(String user, Optional<String> password) {
    this.user = Objects.requireNonNull(user);
    this.password = password;
  }

  /** Anybody who reaches the port may ask; only for a port that other machines cannot reach. */
  public static Access open() {
    return new Access("default", Optional.empty());
  }

  /** Only this user with this password may ask. */
  public static Access of(String user, String password) {
    return new Access(user, Optional.of(password));
  }

  /** Whether a password is asked for. */
  public boolean isProtected() {
    return password.isPresent();
  }

  void check(QueryRequest request) throws EngineException {
    if (password.isEmpty()) {
      return;
    }
    Credentials credentials = credentials(request);
    if (credentials.password().isEmpty()) {
      throw EngineException.of(
          194, "REQUIRED_PASSWORD", credentials.user() + ": Authentication failed: no password");
    }
    if (!same(credentials.user(), user) || !same(credentials.password(), password.get())) {
      throw EngineException.of(
          516,
          "AUTHENTICATION_FAILED",
          credentials.user()
              + ": Authentication failed: password is incorrect, or there is no user with such"
              + " name.");
    }
  }

  private record Credentials(String user, String password) {}

  private static Credentials credentials(QueryRequest request) throws EngineException {
    Optional<String> user = request.header("X-ClickHouse-User");
    Optional<String> key = request.header("X-ClickHouse-Key");
    if (user.isPresent() || key.isPresent()) {
      return new Credentials(user.orElse("default"), key.orElse(""));
    }
    Optional<String> authorization = request.header("Authorization");
    if (authorization.isPresent()) {
      return basic(authorization.get());
    }
    return new Credentials(
        request.parameter("user").orElse("default"), request.parameter("password").orElse(""));
  }

  private static Credentials basic(String authorization) throws EngineException {
    if (!authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
      throw EngineException.of(
          516, "AUTHENTICATION_FAILED", "Only the Basic authentication scheme is supported");
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(authorization.substring(6).trim()),
              StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? new Credentials(pair, "")
          : new Credentials(pair.substring(0, colon), pair.substring(colon + 1));
    } catch (IllegalArgumentException e) {
      throw EngineException.of(
          516, "AUTHENTICATION_FAILED", "The Authorization header is not Base64");
    }
  }

  /** Takes the same time whatever the difference. */
  private static boolean same(String given, String expected) {
    return MessageDigest.isEqual(
        given.getBytes(StandardCharsets.UTF_8), expected.getBytes(StandardCharsets.UTF_8));
  }
}
