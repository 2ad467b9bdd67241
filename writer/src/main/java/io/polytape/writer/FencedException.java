package io.polytape.writer;

/** The slot is no longer ours: whatever is in hand belongs to its next owner. */
final class FencedException extends Exception {
  private static final long serialVersionUID = 1L;

  FencedException(String message) {
    super(message);
  }
}
