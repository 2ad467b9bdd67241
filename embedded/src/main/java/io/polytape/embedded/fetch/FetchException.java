package io.polytape.embedded.fetch;

/** The engine's library cannot be had; its message is meant for the user. */
public final class FetchException extends Exception {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message + ": " + cause.getMessage(), cause);
  }
}
