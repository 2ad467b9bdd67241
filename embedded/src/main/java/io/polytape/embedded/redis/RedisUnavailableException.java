package io.polytape.embedded.redis;

/** The Redis server cannot start here; its message is meant for the user. */
public final class RedisUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  RedisUnavailableException(String message) {
    super(message);
  }

  RedisUnavailableException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
