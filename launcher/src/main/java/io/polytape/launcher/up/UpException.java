package io.polytape.launcher.up;

/** The set cannot come up; the message says which process and why. */
final class UpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  UpException(String message, int exitCode) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
