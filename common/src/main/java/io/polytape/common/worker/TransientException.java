package io.polytape.common.worker;

/** A fault of the world outside that time may heal: network, overload, an engine that is away. */
public class TransientException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String stage;

  public TransientException(String stage, String message) {
    super(message);
    this.stage = stage;
  }

  public TransientException(String stage, String message, Throwable cause) {
    super(message, cause);
    this.stage = stage;
  }

  /** The step that failed, a bounded set of lower-case words such as {@code redis}. */
  public String stage() {
    return stage;
  }
}
