package io.polytape.simulator.subgraph;

/** A query that is refused; its message is what the client reads in {@code errors}. */
final class QueryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  QueryException(String message) {
    super(message);
  }
}
