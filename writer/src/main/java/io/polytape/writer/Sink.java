package io.polytape.writer;

import io.polytape.common.worker.TransientException;
import java.util.List;
import java.util.Set;

/** Where rows go. */
interface Sink {
  /** Of the rows' keys, those that the table holds already. */
  Set<String> existing(Target target, List<Row> rows) throws TransientException;

  /**
   * Inserts all rows, or none.
   *
   * @param token the same for the same rows and only for them; a repeated insert changes nothing
   * @throws TransientException when it failed or may have: to be repeated until it works
   */
  void insert(Target target, List<Row> rows, String token) throws TransientException;
}
