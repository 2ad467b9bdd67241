package io.polytape.embedded.clickhouse;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Takes a result piece by piece. */
@FunctionalInterface
public interface ResultSink {
  /**
   * Takes the next bytes of the result, which are valid only during the call.
   *
   * @param soFar what the engine counted up to and including these bytes
   * @throws IOException when the reader has gone; the statement is then cancelled
   */
  void accept(MemorySegment bytes, QueryStats soFar) throws IOException;
}
