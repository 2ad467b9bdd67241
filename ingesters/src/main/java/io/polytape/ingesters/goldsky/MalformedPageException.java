package io.polytape.ingesters.goldsky;

import io.polytape.common.worker.TransientException;

/** An answer that is JSON but lacks something that every answer has. Often it heals by itself. */
final class MalformedPageException extends TransientException {
  private static final long serialVersionUID = 1L;

  MalformedPageException(String message, Throwable cause) {
    super(GoldskyClient.STAGE, message, cause);
  }
}
