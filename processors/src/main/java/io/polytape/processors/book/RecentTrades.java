package io.polytape.processors.book;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ids of a token's latest trades, kept in the sorted set {@code trades:recent:{token}} so that
 * neither a successor nor the trade audit takes one of them for new. Bounded by time and number.
 */
final class RecentTrades {
  /** Longer than anybody looks back for a trade that did not come. */
  static final long KEPT_MILLIS = 1_800_000;

  private static final int MOST = 5_000;

  private final Map<String, Long> ids = new LinkedHashMap<>();
  private final List<String> unwritten = new ArrayList<>();

  static String key(String tokenId) {
    return "trades:recent:" + tokenId;
  }

  /** Takes what the hot cache holds, oldest first. */
  void load(String id, long atMillis) {
    ids.put(id, atMillis);
  }

  boolean contains(String id) {
    return ids.containsKey(id);
  }

  /** Remembers an id; false when it was known. */
  boolean add(String id, long nowMillis) {
    if (ids.putIfAbsent(id, nowMillis) != null) {
      return false;
    }
    unwritten.addAll(List.of(Long.toString(nowMillis), id));
    var oldest = ids.values().iterator();
    while (oldest.hasNext()) {
      if (oldest.next() >= nowMillis - KEPT_MILLIS && ids.size() <= MOST) {
        break;
      }
      oldest.remove();
    }
    return true;
  }

  /** What the hot cache needs to hold the same; counts it as written. */
  void writeTo(Commands commands, String tokenId, long nowMillis) {
    if (unwritten.isEmpty()) {
      return;
    }
    String key = key(tokenId);
    commands.addMany(List.of("ZADD", key), unwritten, 2);
    commands.add("ZREMRANGEBYSCORE", key, "-inf", "(" + (nowMillis - KEPT_MILLIS));
    commands.add("ZREMRANGEBYRANK", key, "0", Integer.toString(-MOST - 1));
    commands.add("PEXPIRE", key, Long.toString(KEPT_MILLIS));
    unwritten.clear();
  }
}
