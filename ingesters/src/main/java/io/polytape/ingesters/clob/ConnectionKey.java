package io.polytape.ingesters.clob;

/**
 * A place for a connection.
 *
 * @param shard which tokens
 * @param replica 0, or 1 for the second connection of the same tokens
 */
record ConnectionKey(int shard, int replica) {
  /** As the page shows it: {@code 3}, and {@code 3b} for the second. */
  String text() {
    return shard + (replica == 0 ? "" : "b");
  }
}
