package io.polytape.ingesters.clob;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Elements of the last minutes, to tell a resend from news: by two 64-bit hashes of their content.
 * Two generations, so that forgetting costs nothing; bounded in number too.
 */
final class RecentElements {
  private static final Duration GENERATION = Duration.ofMinutes(3);
  private static final int MOST = 400_000;

  private record Key(long one, long other) {}

  private Map<Key, Integer> young = new HashMap<>();
  private Map<Key, Integer> old = new HashMap<>();
  private Instant turnAt = Instant.MIN;

  /** Whether it was here before; remembers it. */
  boolean isKnown(String identity, Instant now) {
    return count(identity, now) > 0;
  }

  /** How often it was here before; remembers it once more. */
  int count(String identity, Instant now) {
    if (!now.isBefore(turnAt) || young.size() >= MOST) {
      old = young;
      young = new HashMap<>();
      turnAt = now.plus(GENERATION);
    }
    Key key = key(identity);
    Integer before = young.get(key);
    if (before == null) {
      before = old.getOrDefault(key, 0);
    }
    young.put(key, before + 1);
    return before;
  }

  int size() {
    return young.size() + old.size();
  }

  private static Key key(String text) {
    long one = 0xcbf29ce484222325L;
    long other = 0x9e3779b97f4a7c15L;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      one = (one ^ c) * 0x100000001b3L;
      other = Long.rotateLeft(other ^ (c * 0xff51afd7ed558ccdL), 27) * 0xc4ceb9fe1a85ec53L;
    }
    return new Key(one, other);
  }
}
