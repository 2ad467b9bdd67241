package io.polytape.writer;

import io.polytape.common.stream.Keys;
import io.polytape.common.stream.Streams;

/**
 * The holding of a slot by a process, from one taking of its lease to the loss of it.
 *
 * @param slot name of the lease and of the consumer, {@code clickhouse-writer-<n>}
 * @param epoch of the lease
 * @param holder the process, as the lease holds it
 */
record Tenure(String slot, long epoch, String holder) {
  /** Where the manifest of the batch under way lies. */
  String manifestKey(Streams stream) {
    return manifestKey(slot, stream);
  }

  static String manifestKey(String slot, Streams stream) {
    return Keys.batch(slot + ":" + stream.key());
  }
}
