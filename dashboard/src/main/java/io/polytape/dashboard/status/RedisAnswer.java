package io.polytape.dashboard.status;

import java.util.List;
import java.util.Map;

/**
 * What Redis says, as it lies there.
 *
 * @param version of the server
 * @param workers heartbeat hashes
 * @param watermarks hash by source
 * @param streams in the order in which events flow
 */
record RedisAnswer(
    String version,
    long memoryBytes,
    long memoryLimitBytes,
    List<String> faults,
    List<String> warnings,
    List<Map<String, String>> workers,
    Map<String, Map<String, String>> watermarks,
    List<StreamProbe> streams,
    List<DeadLetters.Line> deadLetters,
    long deadLetterCount,
    long parkedFills,
    long parkedTokens,
    long parkedSince) {

  /**
   * One stream.
   *
   * @param total entries ever added, as far as counted
   */
  record StreamProbe(
      String key, long length, long highMark, long total, String lastId, List<GroupProbe> groups) {}

  /** One group of a stream; ids are empty when there is none. */
  record GroupProbe(
      String name,
      boolean present,
      long consumers,
      long pending,
      String oldestPending,
      long lag,
      boolean lagExact,
      String finished) {}
}
