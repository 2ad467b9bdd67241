package io.polytape.schema;

/** The database holds a schema that this program must not touch; the message says why. */
public final class SchemaRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  SchemaRefusedException(String message) {
    super(message);
  }
}
